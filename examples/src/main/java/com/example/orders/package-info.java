/** A tiny service as people write them, with two habits that exhaust its pool. The demo lets it. */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
