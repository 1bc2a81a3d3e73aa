/** What a running process shows to monitoring tools: an MXBean for JMX, events for JDK Flight Recorder. */
package org.malloc4j.management;
