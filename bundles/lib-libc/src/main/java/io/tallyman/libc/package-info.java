/** The functions of the C library that Java does not offer. */
package io.tallyman.libc;
