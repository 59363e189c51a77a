package dev.dbpool.internal.admission;

import dev.dbpool.internal.admission.GateSetting.Extra;

/** What callers do in the {@link GateModel}, step by step, and what is done under the lock. */
abstract class GateSteps extends GateState {
    final GateSetting setting;
    final int slots;

    GateSteps(GateSetting setting) {
        this.setting = setting;
        this.slots = setting.slots();
    }

    /** A state that has been reached. */
    abstract void visit(byte[] state);

    /** What must be true of it. */
    abstract void require(boolean truth, String otherwise, byte[] state);

    /** The thread has done what it had to do with its slot. */
    abstract void next(byte[] s, int t);

    final boolean flawed(GateFlaw how) {
        return setting.flaw() == how;
    }

    final void visit(byte[] s, int t, At then) {
        byte[] next = s.clone();
        go(next, t, then);
        visit(next);
    }

    /** Takes the lock, if it is free; the thread's next steps are under it. */
    static boolean locks(byte[] s, int t) {
        if (s[LOCK] != NONE) {
            return false;
        }
        s[LOCK] = (byte) (t + 1);
        return true;
    }

    /** The last step under the lock, and where to go on without it. */
    static void unlock(byte[] s, int t, At after) {
        set(s, t, AFTER, after.ordinal());
        go(s, t, At.UNLOCK);
    }

    /** Whether one that comes, or gives, need not heed the queue. Only time decides while it is young: both may be. */
    private static boolean mayPass(int word) {
        return word == 0 || (word & (CLOSED_BIT | SURPLUS_BIT)) == 0;
    }

    private static boolean mayHeed(int word) {
        return word != 0;
    }

    /** Whether all slots have been looked at; otherwise the next one is. */
    final boolean lookedAtAll(byte[] s, int t) {
        int slot = get(s, t, AT_SLOT) + 1;
        set(s, t, AT_SLOT, slot % slots);
        return slot == slots;
    }

    /** A step of a caller, or of any thread under the lock; false if it can do nothing now. */
    boolean step(byte[] s, int t) {
        int word = s[WORD];
        int slot = get(s, t, AT_SLOT);
        switch (at(s, t)) {
            case READ -> {
                boolean closed = closed(word);
                set(s, t, EVENTS, get(s, t, EVENTS) | (closed ? SAW_CLOSED : 0));
                if (mayPass(word) || (closed && flawed(GateFlaw.PASSES_CLOSED))) {
                    for (int hinted = 0; hinted < slots; hinted++) {
                        set(s, t, AT_SLOT, hinted);
                        visit(s, t, At.HINT);
                    }
                    set(s, t, AT_SLOT, 0);
                    visit(s, t, At.SCAN);
                }
                if (mayHeed(word)) {
                    visit(s, t, At.JOIN);
                }
                return true;
            }
            case HINT -> {
                if (takes(s, t, slot)) {
                    go(s, t, At.HOLD);
                } else {
                    scan(s, t, At.SCAN);
                }
            }
            case SCAN -> {
                if (takes(s, t, slot)) {
                    go(s, t, At.HOLD);
                } else if (lookedAtAll(s, t)) {
                    go(s, t, At.JOIN);
                }
            }
            case JOIN -> {
                return joins(s, t);
            }
            case JOIN_PUBLISH -> {
                publish(s);
                if (s[LENGTH] == 1
                        && !flawed(GateFlaw.JOINS_WITHOUT_SCAN)
                        && !flawed(GateFlaw.SCANS_BEFORE_PUBLISHING)) {
                    scan(s, t, At.JOIN_SCAN);
                } else {
                    unlock(s, t, At.WAIT);
                }
            }
            case JOIN_SCAN -> {
                if (take(s, slot, LENT)) {
                    set(s, t, GRANT, slot + 1);
                    depart(s, t, t, GRANTED, At.UNLOCK);
                    set(s, t, AFTER, At.WAIT.ordinal());
                } else if (lookedAtAll(s, t)) {
                    unlock(s, t, At.WAIT);
                    go(s, t, flawed(GateFlaw.SCANS_BEFORE_PUBLISHING) ? At.JOIN_PUBLISH : At.UNLOCK);
                }
            }
            case REFUSED_SCAN -> {
                if (takes(s, t, slot)) {
                    unlock(s, t, At.HOLD);
                } else if (lookedAtAll(s, t)) {
                    go(s, t, At.UNLOCK);
                }
            }
            case WAIT -> {
                switch (get(s, t, STATE)) {
                    case WAITING -> go(s, t, At.WAIT_CALLED);
                    case GRANTED -> {
                        accepts(s, t);
                        go(s, t, At.HOLD);
                    }
                    default -> go(s, t, At.DONE);
                }
            }
            case WAIT_CALLED -> go(s, t, get(s, t, IS_CALLED) == 1 ? At.LOOK : At.PARK);
            case PARK -> {
                if (get(s, t, UNPARKED) == 0) {
                    return false;
                }
                set(s, t, UNPARKED, 0);
                go(s, t, At.WAIT);
            }
            case LEAVE -> {
                return leaves(s, t);
            }
            case LOOK -> {
                if (!locks(s, t)) {
                    return false;
                }
                set(s, t, IS_CALLED, 0);
                if (s[CALLED] != t + 1) {
                    unlock(s, t, At.WAIT);
                } else if (flawed(GateFlaw.CLEARS_CALL_AFTER_LOOKING)) {
                    scan(s, t, At.LOOK_SCAN);
                } else {
                    s[CALLED] = NONE;
                    go(s, t, At.LOOK_PUBLISH);
                }
            }
            case LOOK_PUBLISH -> {
                publish(s);
                if (flawed(GateFlaw.CLEARS_CALL_AFTER_LOOKING)) {
                    unlock(s, t, At.WAIT);
                } else {
                    scan(s, t, At.LOOK_SCAN);
                }
            }
            case LOOK_SCAN -> {
                if (take(s, slot, LENT)) {
                    s[CALLED] = NONE;
                    set(s, t, GRANT, slot + 1);
                    depart(s, t, t, GRANTED, At.LOOK_DONE);
                } else if (lookedAtAll(s, t)) {
                    if (flawed(GateFlaw.CLEARS_CALL_AFTER_LOOKING)) {
                        s[CALLED] = NONE;
                        go(s, t, At.LOOK_PUBLISH);
                    } else {
                        unlock(s, t, At.WAIT);
                    }
                }
            }
            case LOOK_DONE -> {
                set(s, t, AFTER, At.WAIT.ordinal());
                set(s, t, THEN, At.UNLOCK.ordinal());
                if (flawed(GateFlaw.LOOKS_FOR_ITSELF_ONLY)) {
                    go(s, t, At.UNLOCK);
                } else {
                    scan(s, t, At.ANY_IDLE);
                }
            }
            case HOLD -> {
                if (setting.has(Extra.DISCARDS)) {
                    visit(s, t, At.VACATE);
                    visit(s, t, At.CLOSE_SESSION);
                }
                go(s, t, At.GIVE);
            }
            case GIVE -> {
                if (mayPass(word)) {
                    visit(s, t, At.IDLE);
                }
                if (mayHeed(word)) {
                    visit(s, t, At.HAND_OVER);
                }
                return true;
            }
            case HAND_OVER -> {
                return handsOver(s, t);
            }
            case UNWANTED -> {
                publish(s);
                unlock(s, t, At.CLOSE_SESSION);
            }
            case PASS_ON -> {
                passesOn(s, t);
                return true;
            }
            case IDLE -> {
                int given = owned(s, t);
                s[SLOTS + given] = IDLE;
                set(s, t, OWN, NONE);
                set(s, t, AT_SLOT, given);
                go(s, t, At.LOOK_AGAIN);
                if (flawed(GateFlaw.GIVES_WITHOUT_SECOND_LOOK)) {
                    next(s, t);
                }
            }
            case LOOK_AGAIN -> {
                boolean stays = closed(word) && flawed(GateFlaw.STAYS_IDLE_WHEN_CLOSED);
                if (mayHeed(word) && !stays) {
                    visit(s, t, At.TAKE_BACK);
                }
                if (mayPass(word) || stays) {
                    boolean calls = word != 0 && (word & CALLED_BIT) == 0 && !stays && !flawed(GateFlaw.CALLS_NOBODY);
                    go(s, t, At.CALL);
                    if (!calls) {
                        next(s, t);
                    }
                    visit(s);
                }
                return true;
            }
            case TAKE_BACK -> {
                if (take(s, slot, LENT) || flawed(GateFlaw.TAKES_BACK_ANYWAY)) {
                    own(s, t, slot);
                    go(s, t, At.GIVE);
                } else {
                    next(s, t);
                }
            }
            case CALL -> {
                if (!locks(s, t)) {
                    return false;
                }
                set(s, t, AFTER, At.DONE.ordinal());
                set(s, t, THEN, At.UNLOCK.ordinal());
                go(s, t, s[CALLED] == NONE && s[LENGTH] > 0 ? At.CALL_FIRST : At.UNLOCK);
            }
            case DEPART -> {
                int subject = get(s, t, SUBJECT);
                remove(s, subject);
                set(s, subject, STATE, get(s, t, OUTCOME));
                if (s[CALLED] == subject + 1) {
                    s[CALLED] = NONE;
                    set(s, t, PASSES_CALL, flawed(GateFlaw.TAKES_CALL_ALONG) ? 0 : 1);
                }
                boolean early = flawed(GateFlaw.PASSES_CALL_BEFORE_PUBLISHING) && get(s, t, PASSES_CALL) == 1;
                scan(s, t, early ? At.ANY_IDLE : At.DEPART_PUBLISH);
            }
            case DEPART_PUBLISH -> {
                publish(s);
                boolean passes = get(s, t, PASSES_CALL) == 1 && !flawed(GateFlaw.PASSES_CALL_BEFORE_PUBLISHING);
                set(s, t, PASSES_CALL, 0);
                scan(s, t, passes ? At.ANY_IDLE : saved(s, t, THEN));
            }
            case ANY_IDLE -> {
                boolean early = get(s, t, PASSES_CALL) == 1;
                At then = early ? At.DEPART_PUBLISH : saved(s, t, THEN);
                if (slot(s, slot) == IDLE) {
                    scan(s, t, s[LENGTH] > 0 && s[CALLED] == NONE ? At.CALL_FIRST : then);
                } else if (lookedAtAll(s, t)) {
                    go(s, t, then);
                }
            }
            case CALL_FIRST -> {
                for (int place = 0; place < (setting.has(Extra.ANY_ORDER) ? s[LENGTH] : 1); place++) {
                    byte[] called = s.clone();
                    int first = s[QUEUE + place] - 1;
                    called[CALLED] = (byte) (first + 1);
                    set(called, first, IS_CALLED, 1);
                    if (!flawed(GateFlaw.CALLED_NOT_WOKEN)) {
                        wakes(called, t, first);
                    }
                    visit(called, t, At.CALL_PUBLISH);
                }
                return true;
            }
            case CALL_PUBLISH -> {
                publish(s);
                set(s, t, PASSES_CALL, 0);
                go(s, t, saved(s, t, THEN));
            }
            case UNLOCK -> {
                s[LOCK] = NONE;
                go(s, t, At.UNPARK);
                wokenAll(s, t);
            }
            case UNPARK -> {
                int woken = Integer.numberOfTrailingZeros(get(s, t, WAKE));
                set(s, woken, UNPARKED, 1);
                set(s, t, WAKE, get(s, t, WAKE) & ~(1 << woken));
                wokenAll(s, t);
            }
            default -> throw new IllegalStateException(at(s, t).name());
        }
        visit(s);
        return true;
    }

    private void wokenAll(byte[] s, int t) {
        if (get(s, t, WAKE) == 0) {
            At after = saved(s, t, AFTER);
            if (after == At.DONE) {
                next(s, t);
            } else {
                go(s, t, after);
            }
        }
    }

    private boolean takes(byte[] s, int t, int slot) {
        boolean anyway = flawed(GateFlaw.TAKES_WITHOUT_ASKING) && slot(s, slot) == LENT;
        if (!take(s, slot, LENT) && !anyway) {
            return false;
        }
        require((get(s, t, EVENTS) & SAW_CLOSED) == 0, "a caller that saw the gate closed takes a slot", s);
        own(s, t, slot);
        return true;
    }

    private boolean joins(byte[] s, int t) {
        if (!locks(s, t)) {
            return false;
        }
        if (s[CLOSED] != 0 && !flawed(GateFlaw.JOINS_CLOSED)) {
            unlock(s, t, At.DONE);
            visit(s);
            return true;
        }
        if (setting.has(Extra.REFUSE)) {
            byte[] refused = s.clone();
            unlock(refused, t, At.DONE);
            scan(refused, t, s[LENGTH] == 0 ? At.REFUSED_SCAN : At.UNLOCK);
            visit(refused);
        }
        append(s, t);
        set(s, t, STATE, WAITING);
        if (setting.has(Extra.DISPLACE)) {
            for (int place = 0; place < s[LENGTH] - 1; place++) {
                byte[] displaces = s.clone();
                int displaced = s[QUEUE + place] - 1;
                if (!flawed(GateFlaw.DISPLACED_NOT_WOKEN)) {
                    wakes(displaces, t, displaced);
                }
                depart(displaces, t, displaced, SENT_AWAY, At.JOIN_PUBLISH);
                visit(displaces);
            }
        }
        boolean late = flawed(GateFlaw.SCANS_BEFORE_PUBLISHING) && s[LENGTH] == 1;
        scan(s, t, late ? At.JOIN_SCAN : At.JOIN_PUBLISH);
        visit(s);
        return true;
    }

    /** By time-out or interrupt, unless it was granted a slot, or sent away, before. */
    private boolean leaves(byte[] s, int t) {
        if (!locks(s, t)) {
            return false;
        }
        boolean interrupted = (get(s, t, EVENTS) & INTERRUPTED) != 0;
        boolean granted = get(s, t, STATE) == GRANTED;
        if (get(s, t, STATE) == WAITING || flawed(GateFlaw.LATE_GRANT_LOST)) {
            depart(s, t, t, LEFT, At.UNLOCK);
            set(s, t, AFTER, At.WAIT.ordinal());
        } else if (interrupted && granted && !flawed(GateFlaw.INTERRUPTED_KEEPS_SLOT)) {
            accepts(s, t);
            unlock(s, t, At.GIVE);
        } else {
            unlock(s, t, interrupted ? At.DONE : At.WAIT);
        }
        visit(s);
        return true;
    }

    private boolean handsOver(byte[] s, int t) {
        if (!locks(s, t)) {
            return false;
        }
        if (s[CLOSED] != 0) {
            unlock(s, t, At.CLOSE_SESSION);
        } else if (s[SURPLUS] > 0 && !flawed(GateFlaw.SURPLUS_IS_HANDED_OVER)) {
            s[SURPLUS]--;
            s[LEAVING]++;
            go(s, t, At.UNWANTED);
        } else if (s[LENGTH] == 0) {
            unlock(s, t, At.IDLE);
        } else {
            go(s, t, At.PASS_ON);
        }
        visit(s);
        return true;
    }

    private void passesOn(byte[] s, int t) {
        require(s[SURPLUS] == 0, "a slot is handed over although there are too many", s);
        int given = owned(s, t);
        s[SLOTS + given] = LENT;
        set(s, t, OWN, NONE);
        set(s, t, AFTER, At.DONE.ordinal());
        for (int place = 0; place < (setting.has(Extra.ANY_ORDER) ? s[LENGTH] : 1); place++) {
            byte[] passed = s.clone();
            int next = s[QUEUE + place] - 1;
            set(passed, next, GRANT, given + 1);
            if (!flawed(GateFlaw.GRANTED_NOT_WOKEN)) {
                wakes(passed, t, next);
            }
            depart(passed, t, next, GRANTED, At.UNLOCK);
            visit(passed);
        }
    }

    static void wakes(byte[] s, int t, int waiter) {
        set(s, t, WAKE, get(s, t, WAKE) | 1 << waiter);
    }

    /** Takes a waiter out of the line, with the next steps. */
    final void depart(byte[] s, int t, int waiter, int outcome, At then) {
        require(outcome != GRANTED || s[CLOSED] == 0, "a caller is granted a slot of a closed gate", s);
        set(s, t, SUBJECT, waiter);
        set(s, t, OUTCOME, outcome);
        set(s, t, THEN, then.ordinal());
        go(s, t, At.DEPART);
    }

    private static void accepts(byte[] s, int t) {
        set(s, t, OWN, get(s, t, GRANT));
        set(s, t, GRANT, NONE);
    }
}
