/**
 * The call switch: a SIP user agent server whose worker processes share one pool. It uses malloc4j as every host does.
 */
module org.malloc4j.example {
    requires info.picocli;
    requires java.management;
    requires org.malloc4j;
    requires org.slf4j;
    requires typesafe.config;

    opens org.malloc4j.example.switchboard.cli to info.picocli;
}
