package org.malloc4j.bench;

import java.util.Arrays;

/**
 * One worker of a call switch. Each event makes the blocks of a call or a registration; what has lived long enough goes to
 * the next worker, which frees it. Moments are counted in events.
 */
final class CallWork implements Work {
    /** The most blocks that are freed at once. */
    static final int WIDTH = 16;
    private static final int LONGEST_LIFE = 8;
    private static final int ROOM = 4;
    private static final int NONE = -1;

    /** How many events a transaction lives, and a dialog on average. */
    record Life(double transaction, double dialog) {
    }

    /** Where blocks go to be freed, and where those come from that this worker frees. */
    record Neighbours(Passage next, Passage previous) {
    }

    private final Crew crew;
    private final Life life;
    private final Neighbours neighbours;
    private final Randomness random;
    private final Blocks blocks;
    private final Blocks received;
    /** Per bundle of blocks: how many, how large together, and the next one in its list. */
    private final int[] counts;
    private final int[] sizes;
    private final int[] following;
    /** The first bundle to go at each moment, in a ring of moments. */
    private final int[] moments;
    private int free;
    private int bundle;
    private int now;
    private long live;

    CallWork(Contender contender, Crew crew, Life life, Neighbours neighbours, Randomness random) {
        this.crew = crew;
        this.life = life;
        this.neighbours = neighbours;
        this.random = random;
        int bundles = (int) (ROOM * (life.transaction() + life.dialog())) + 1_024;
        blocks = contender.blocks(bundles * WIDTH);
        received = contender.blocks(WIDTH);
        counts = new int[bundles];
        sizes = new int[bundles];
        following = new int[bundles];
        Arrays.setAll(following, i -> i + 1 < bundles ? i + 1 : NONE);
        moments = new int[Integer.highestOneBit((int) (LONGEST_LIFE * life.dialog() + life.transaction()) + 2) * 2];
        Arrays.fill(moments, NONE);
    }

    @Override
    public void perform() {
        receive();
        now++;
        sendWhatIsDue(now);
        if (random.below(5) == 0) {
            begin();
            register();
            live(dialogLife());
        } else {
            begin();
            transaction();
            live((int) life.transaction());
            begin();
            dialog();
            live(dialogLife());
        }
    }

    private void begin() {
        bundle = free;
        free = following[bundle];
        counts[bundle] = 0;
        sizes[bundle] = 0;
    }

    private void take(int byteSize) {
        int slot = bundle * WIDTH + counts[bundle]++;
        blocks.allocate(slot, byteSize);
        blocks.putByte(slot, byteSize - 1L, (byte) byteSize);
        sizes[bundle] += byteSize;
    }

    private void grow(int byteSize, int from) {
        blocks.reallocate(bundle * WIDTH + counts[bundle] - 1, byteSize);
        sizes[bundle] += byteSize - from;
    }

    private void live(int events) {
        int moment = now + Math.max(1, events) & moments.length - 1;
        following[bundle] = moments[moment];
        moments[moment] = bundle;
        live += sizes[bundle];
    }

    private int dialogLife() {
        double lives = -Math.log(1 - random.fraction());
        return (int) (life.dialog() * Math.min(lives, LONGEST_LIFE));
    }

    private void transaction() {
        take(1_160);
        take(2_112);
        take(random.between(4_800, 6_000));
        take(random.between(700, 1_300));
        int reply = random.between(300, 600);
        take(reply);
        grow(random.between(500, 900), reply);
        for (int i = 0; i < 5; i++) {
            take(64);
        }
        take(random.between(58, 88));
    }

    private void dialog() {
        take(random.between(450, 700));
        take(1_272);
        grow(2_544, 1_272);
        for (int leg = 0; leg < 2; leg++) {
            take(random.between(10, 40));
            take(4);
            take(random.between(40, 90));
            take(random.between(60, 200));
            take(random.between(200, 600));
            take(random.between(200, 600));
        }
    }

    private void register() {
        take(80);
        take(360);
        for (int i = 0; i < 8; i++) {
            take(random.between(15, 250));
        }
    }

    private void sendWhatIsDue(int moment) {
        int at = moment & moments.length - 1;
        int due = moments[at];
        moments[at] = NONE;
        while (due != NONE) {
            int next = following[due];
            Waiting waiting = new Waiting();
            while (!neighbours.next().send(blocks, due * WIDTH, counts[due])) {
                receive();
                crew.await(waiting);
            }
            live -= sizes[due];
            following[due] = free;
            free = due;
            due = next;
        }
    }

    /** Frees what the previous worker is done with. */
    void receive() {
        for (int count = neighbours.previous().receive(received); count >= 0;
                count = neighbours.previous().receive(received)) {
            for (int i = 0; i < count; i++) {
                received.free(i);
            }
        }
    }

    /** Sends everything, and frees everything that still comes. */
    void finish() {
        for (int i = 0; i < moments.length; i++) {
            sendWhatIsDue(i);
        }
        neighbours.next().close();
        Waiting waiting = new Waiting();
        while (!neighbours.previous().isDrained(1)) {
            receive();
            crew.await(waiting);
        }
    }

    Blocks blocks() {
        return blocks;
    }

    @Override
    public long liveBytes() {
        return live;
    }
}
