/** Proves what carries rules and dashboard to where they run: Kubernetes manifests, and Docker Compose. */
@NullMarked
package dev.dbpool.prometheus.deployment;

import org.jspecify.annotations.NullMarked;
