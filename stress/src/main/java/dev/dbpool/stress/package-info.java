/** Tests of jcstress: each stages two threads in the library's own classes, and says which outcomes are allowed. */
@NullMarked
package dev.dbpool.stress;

import org.jspecify.annotations.NullMarked;
