package dev.dbpool.spring.shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says how many goods there are. */
@RestController
public class Counter {
    private final Goods goods;

    Counter(Goods goods) {
        this.goods = goods;
    }

    @GetMapping("/goods/count")
    long count() {
        return goods.count();
    }
}
