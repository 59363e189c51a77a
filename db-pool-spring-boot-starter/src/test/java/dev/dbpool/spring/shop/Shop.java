package dev.dbpool.spring.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts it. */
@SpringBootApplication
public class Shop {}
