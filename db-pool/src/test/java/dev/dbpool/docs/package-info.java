/** What the documents claim, held against the code and against each other. */
@org.jspecify.annotations.NullMarked
package dev.dbpool.docs;
