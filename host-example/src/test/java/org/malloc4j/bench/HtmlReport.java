package org.malloc4j.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results as one page that needs nothing else: charts drawn by hand, readable in light and in dark. */
final class HtmlReport {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>malloc4j beside its peers</title>
            <style>
            :root { color-scheme: light dark; --page: #f7f8fa; --card: #ffffff; --ink: #1b2430; --soft: #5b6675;
              --line: #d9dee5; --ours: #0b62c4; --peer: #a2541a; --stripe: #f1f4f8; }
            @media (prefers-color-scheme: dark) {
              :root { --page: #12161c; --card: #1a2029; --ink: #e6eaf0; --soft: #9aa6b5; --line: #313a47;
                --ours: #6cb0ff; --peer: #f0a35e; --stripe: #212936; } }
            body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
            main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 60px; }
            h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 36px 0 2px; }
            p { margin: 4px 0 12px; color: var(--soft); }
            .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 16px; }
            figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
              padding: 14px 16px 8px; overflow-x: auto; }
            figcaption { font-weight: 600; margin-bottom: 6px; }
            svg { width: 100%; height: auto; display: block; min-width: 420px; }
            svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .soft { fill: var(--soft); }
            svg line { stroke: var(--line); } svg .range { stroke: var(--soft); stroke-width: 1.2; fill: none; }
            .ours { fill: var(--ours); } .peer { fill: var(--peer); } svg text.ours { fill: var(--ours); font-weight: 600; }
            svg text.inside { fill: var(--card); font-size: 9px; font-weight: 700; }
            details { margin-top: 12px; } summary { color: var(--soft); cursor: pointer; }
            .stripe { fill: var(--stripe); }
            table { border-collapse: collapse; width: 100%; background: var(--card); font-variant-numeric: tabular-nums; }
            th, td { text-align: right; padding: 3px 9px; border-bottom: 1px solid var(--line); white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; } .wide { overflow-x: auto; }
            b.ours { color: var(--ours); } b.peer { color: var(--peer); }
            </style>
            </head>
            <body><main>
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private HtmlReport() {
    }

    static String of(List<Row> rows, List<Pair> pairs, String machine) {
        HtmlReport report = new HtmlReport();
        report.introduce(machine, Runs.sentence(rows));
        for (Workload workload : rows.stream().map(Row::workload).distinct().toList()) {
            report.charts(workload, rows.stream().filter(row -> row.workload() == workload).toList());
        }
        report.pairs(pairs);
        return report.page.append("</main></body></html>\n").toString();
    }

    private void introduce(String machine, String runs) {
        page.append("<h1>malloc4j beside its peers</h1>\n<p>").append(Escaped.html(machine)).append("</p>\n<p>")
                .append("<b class=\"ours\">malloc4j's allocators</b>, by role, and <b class=\"peer\">what people would use "
                        + "instead</b>. ").append(runs).append("Each run has a JVM of its own. Times are those of all "
                        + "threads together, less that of the void, a contender that does nothing. The number in a dot "
                        + "is the number of threads; with a p, of processes that share the memory. Further left is "
                        + "better. All scales are logarithmic.</p>\n");
    }

    private void charts(Workload workload, List<Row> rows) {
        page.append("<h2>").append(workload.name()).append("</h2>\n<p>An operation is ").append(workload.operation())
                .append(".").append(lostInTheVoid(rows)).append("</p>\n<div class=\"charts\">\n");
        List<Row> contenders = rows.stream().filter(row -> !row.contender().equals(ContenderId.VOID)).toList();
        figure("Speed by threads: nanoseconds per operation", contenders.stream().filter(row -> !row.isBelowVoid()).toList(),
                Row::nanosPerOperation);
        figure("Tail: p99.9 in nanoseconds", contenders, Row::p999Nanos);
        figure("Footprint: memory taken for each byte asked for", contenders, Row::highWaterPerLive);
        page.append("</div>\n");
        table(rows);
    }

    private void figure(String caption, List<Row> rows, ToDoubleFunction<Row> figure) {
        String chart = DotPlot.of(rows, figure);
        if (!chart.isEmpty()) {
            page.append("<figure><figcaption>").append(caption).append("</figcaption>\n").append(chart)
                    .append("</figure>\n");
        }
    }

    private static String lostInTheVoid(List<Row> rows) {
        String lost = rows.stream().filter(Row::isBelowVoid).sorted(Row.BY_TIME)
                .map(row -> Escaped.html(row.contender().toString()) + " " + row.crew()).collect(Collectors.joining(", "));
        return lost.isEmpty() ? "" : " No longer than the void took, so without a time and a dot: " + lost + ".";
    }

    private void table(List<Row> rows) {
        page.append("<details><summary>All figures</summary><div class=\"wide\"><table>\n<tr><th>contender</th>"
                + "<th>threads</th><th>processes</th><th>ns/operation</th><th>spread</th><th>p99.9 ns</th>"
                + "<th>taken/asked</th><th>reach/asked</th><th>bytes beside a block</th><th>in the end</th></tr>\n");
        rows.stream().sorted(Row.BY_TIME).forEach(row -> page.append(String.format(Locale.ROOT,
                "<tr><td>%s</td><td>%d</td><td>%d</td><td>%s</td><td>%.0f %%</td><td>%s</td><td>%s</td><td>%s</td>"
                        + "<td>%s</td><td>%s</td></tr>%n", Escaped.html(row.contender().toString()), row.threads(),
                row.processes(), row.isBelowVoid() ? "below the void's" : known("%.1f", row.nanosPerOperation()),
                100 * row.spread(), known("%.0f", row.p999Nanos()),
                known("%.3f", row.highWaterPerLive()), known("%.2f", row.reachPerLive()),
                known("%.1f", row.bytesPerBlock()), Escaped.html(row.finalState()))));
        page.append("</table></div></details>\n");
    }

    private void pairs(List<Pair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        page.append("<h2>Single pairs</h2>\n<p>One allocation and one free by one thread, measured with JMH.</p>\n"
                + "<table><tr><th>contender</th><th>bytes</th><th>ns</th><th>error</th></tr>\n");
        pairs.forEach(pair -> page.append(String.format(Locale.ROOT,
                "<tr><td>%s</td><td>%d</td><td>%.1f</td><td>%.1f</td></tr>%n", Escaped.html(pair.contender().toString()),
                pair.byteSize(), pair.nanos(), pair.error())));
        page.append("</table>\n");
    }

    private static String known(String format, double value) {
        return value == Footprint.UNKNOWN ? "–" : String.format(Locale.ROOT, format, value);
    }
}
