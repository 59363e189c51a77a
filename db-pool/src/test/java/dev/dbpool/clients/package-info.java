/** Real libraries on top of the pool, each used in the ways that would reveal a broken contract. */
package dev.dbpool.clients;
