/** The hunt for secrets in everything that a pool says while it works and while it fails. */
package dev.dbpool.secrets;
