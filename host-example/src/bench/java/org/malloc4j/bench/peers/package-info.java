/** What people would use instead of malloc4j, each in the form in which it is at its fastest. */
package org.malloc4j.bench.peers;
