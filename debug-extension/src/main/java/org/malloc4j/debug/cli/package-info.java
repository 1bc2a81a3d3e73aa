/** The {@code mi} command: asks running processes about their pools, and reads what dead ones left. */
package org.malloc4j.debug.cli;
