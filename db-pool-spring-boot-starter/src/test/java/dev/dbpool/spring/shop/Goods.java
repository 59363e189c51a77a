package dev.dbpool.spring.shop;

import org.springframework.data.jpa.repository.JpaRepository;

/** All that there is to buy. */
public interface Goods extends JpaRepository<Good, Long> {}
