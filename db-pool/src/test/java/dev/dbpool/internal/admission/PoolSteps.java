package dev.dbpool.internal.admission;

import dev.dbpool.internal.admission.GateSetting.Extra;

/** What the pool's own threads do in the {@link GateModel}: they open, look after and close sessions, resize and close. */
abstract class PoolSteps extends GateSteps {
    final int threads;
    final int opener;
    final int upkeep;
    final int closer;
    final int resizer;

    PoolSteps(GateSetting setting) {
        super(setting);
        int count = setting.callers();
        opener = setting.has(Extra.OPENER) ? count++ : -1;
        upkeep = setting.has(Extra.UPKEEP) ? count++ : -1;
        closer = setting.has(Extra.CLOSE) ? count++ : -1;
        resizer = setting.sizes().isEmpty() ? -1 : count++;
        threads = count;
    }

    final boolean isCaller(int t) {
        return t < setting.callers();
    }

    /** Where a thread begins, and where it may rest for ever. */
    final At start(int t) {
        return t == opener
                ? At.CLAIM
                : t == upkeep ? At.TEND : t == closer ? At.SHUT : t == resizer ? At.RESIZE : At.READ;
    }

    final boolean mayRest(int t, At at) {
        return at == At.DONE || ((t == opener || t == upkeep) && at == start(t));
    }

    @Override
    void next(byte[] s, int t) {
        int rounds = get(s, t, ROUNDS) + 1;
        set(s, t, ROUNDS, isCaller(t) || t == upkeep ? rounds : get(s, t, ROUNDS));
        if (t == resizer) {
            closesNext(s, t);
        } else if (t == opener) {
            go(s, t, At.CLAIM);
        } else if (t == closer) {
            go(s, t, lookedAtAll(s, t) ? At.DONE : At.EVICT);
        } else {
            go(s, t, isCaller(t) && rounds < setting.rounds() ? At.READ : At.DONE);
        }
    }

    @Override
    boolean step(byte[] s, int t) {
        int word = s[WORD];
        int slot = get(s, t, AT_SLOT);
        switch (at(s, t)) {
            case CLOSE_SESSION -> {
                s[SLOTS + owned(s, t)] = CLOSING;
                go(s, t, At.CLOSE_READ);
            }
            case CLOSE_READ -> go(s, t, closed(word) && !flawed(GateFlaw.NO_SIGNAL) ? At.SIGNAL : At.VACATE);
            case SIGNAL -> {
                if (!locks(s, t)) {
                    return false;
                }
                signal(s);
                unlock(s, t, At.VACATE);
            }
            case VACATE -> {
                if (!locks(s, t)) {
                    return false;
                }
                vacates(s, t);
            }
            case VACATE_WRITE -> {
                s[SLOTS + owned(s, t)] = (byte) get(s, t, OUTCOME);
                set(s, t, OWN, NONE);
                go(s, t, At.VACATE_PUBLISH);
            }
            case VACATE_PUBLISH -> {
                publish(s);
                if (!flawed(GateFlaw.NO_SIGNAL)) {
                    signal(s);
                }
                unlock(s, t, At.DONE);
            }
            case CLAIM -> {
                return claims(s, t);
            }
            case LOGIN -> {
                if (setting.has(Extra.FAILURES)) {
                    visit(s, t, At.VACATE);
                }
                go(s, t, At.OPENED);
            }
            case OPENED -> {
                if (!locks(s, t)) {
                    return false;
                }
                s[OPENABLE] -= (byte) (flawed(GateFlaw.OPENED_STAYS_OPENABLE) ? 0 : 1);
                go(s, t, At.OPENED_WRITE);
            }
            case OPENED_WRITE -> {
                s[SLOTS + owned(s, t)] = TENDED;
                unlock(s, t, At.GIVE);
            }
            case TEND -> {
                return tends(s, t);
            }
            case SHUT -> {
                if (!locks(s, t)) {
                    return false;
                }
                s[CLOSED] = 1;
                s[CALLED] = NONE;
                go(s, t, At.SEND_AWAY);
            }
            case SEND_AWAY -> {
                if (s[LENGTH] > 0) {
                    int first = s[QUEUE] - 1;
                    wakes(s, t, first);
                    depart(s, t, first, SENT_AWAY, At.SEND_AWAY);
                } else {
                    go(s, t, At.SHUT_PUBLISH);
                }
                return step(s, t);
            }
            case SHUT_PUBLISH -> {
                publish(s);
                unlock(s, t, At.DRAIN);
            }
            case DRAIN -> {
                if (!locks(s, t)) {
                    return false;
                }
                scan(s, t, At.DRAIN_SCAN);
            }
            case DRAIN_SCAN -> {
                if (slot(s, slot) == LENT) {
                    set(s, t, UNPARKED, 0);
                    unlock(s, t, At.DRAIN_WAIT);
                } else if (lookedAtAll(s, t)) {
                    unlock(s, t, At.EVICT);
                }
            }
            case DRAIN_WAIT -> {
                if (get(s, t, UNPARKED) == 0) {
                    return false;
                }
                go(s, t, At.DRAIN);
            }
            case EVICT -> {
                if (take(s, slot, CLOSING)) {
                    own(s, t, slot);
                    go(s, t, At.CLOSE_READ);
                } else if (lookedAtAll(s, t)) {
                    go(s, t, At.DONE);
                }
            }
            case RESIZE -> {
                return resizes(s, t);
            }
            case GROW -> {
                int left = get(s, t, OUTCOME);
                if (slot(s, slot) == GONE && left > 0) {
                    s[SLOTS + slot] = EMPTY;
                    set(s, t, OUTCOME, --left);
                }
                if (lookedAtAll(s, t)) {
                    go(s, t, At.RESIZE_PUBLISH);
                }
            }
            case SHRINK_PUBLISH -> {
                if (!flawed(GateFlaw.SHRINKS_BEFORE_PUBLISHING)) {
                    publish(s);
                }
                scan(s, t, At.SHRINK_REMOVE);
            }
            case SHRINK_REMOVE -> {
                boolean claimed = slot(s, slot) == OPENING && flawed(GateFlaw.REMOVES_ANYWAY);
                if (s[SURPLUS] > 0 && (slot(s, slot) == EMPTY || claimed)) {
                    s[SLOTS + slot] = GONE;
                    s[SURPLUS]--;
                    s[OPENABLE]--;
                }
                if (lookedAtAll(s, t)) {
                    go(s, t, At.SHRINK_TAKE);
                }
            }
            case SHRINK_TAKE -> {
                if (s[SURPLUS] > 0 && take(s, slot, CLOSING)) {
                    s[SURPLUS]--;
                    s[LEAVING]++;
                    set(s, t, TO_CLOSE, get(s, t, TO_CLOSE) | 1 << slot);
                }
                if (lookedAtAll(s, t)) {
                    go(s, t, At.RESIZE_PUBLISH);
                }
            }
            case RESIZE_PUBLISH -> {
                publish(s);
                unlock(s, t, At.DONE);
            }
            default -> {
                return super.step(s, t);
            }
        }
        visit(s);
        return true;
    }

    private void signal(byte[] s) {
        if (closer >= 0 && at(s, closer) == At.DRAIN_WAIT) {
            set(s, closer, UNPARKED, 1);
        }
    }

    private void vacates(byte[] s, int t) {
        s[OPENABLE] -= (byte) (slot(s, owned(s, t)) == OPENING ? 1 : 0);
        int then = EMPTY;
        if (s[LEAVING] > 0 && !flawed(GateFlaw.SURPLUS_STAYS)) {
            s[LEAVING]--;
            then = GONE;
        } else if (s[SURPLUS] > 0) {
            s[SURPLUS]--;
            then = GONE;
        } else {
            s[OPENABLE]++;
        }
        set(s, t, OUTCOME, then);
        go(s, t, At.VACATE_WRITE);
    }

    private boolean claims(byte[] s, int t) {
        boolean claimed = false;
        for (int slot = 0; slot < slots; slot++) {
            if (slot(s, slot) == EMPTY && queued(s[WORD]) > 0) {
                byte[] claims = s.clone();
                claims[SLOTS + slot] = OPENING;
                own(claims, t, slot);
                visit(claims, t, At.LOGIN);
                claimed = true;
            }
        }
        return claimed;
    }

    private boolean tends(byte[] s, int t) {
        boolean tended = false;
        for (int slot = 0; slot < slots; slot++) {
            if (slot(s, slot) == IDLE) {
                byte[] tends = s.clone();
                tends[SLOTS + slot] = TENDED;
                own(tends, t, slot);
                visit(tends, t, At.GIVE);
                visit(tends, t, At.CLOSE_SESSION);
                tended = true;
            }
        }
        return tended;
    }

    private boolean resizes(byte[] s, int t) {
        if (!locks(s, t)) {
            return false;
        }
        int size = setting.sizes().get(get(s, t, ROUNDS));
        int more = size - s[MAX];
        set(s, t, ROUNDS, get(s, t, ROUNDS) + 1);
        if (s[CLOSED] != 0) {
            unlock(s, t, At.DONE);
        } else {
            s[MAX] = (byte) size;
            if (more > 0) {
                grows(s, t, more);
            } else {
                s[SURPLUS] -= (byte) more;
                go(s, t, At.SHRINK_PUBLISH);
            }
        }
        visit(s);
        return true;
    }

    private void grows(byte[] s, int t, int more) {
        int kept = flawed(GateFlaw.GROWTH_FORGETS_SURPLUS) ? 0 : Math.min(s[SURPLUS], more);
        int stay = Math.min(s[LEAVING], more - kept);
        s[SURPLUS] -= (byte) kept;
        s[LEAVING] -= (byte) stay;
        s[OPENABLE] += (byte) (more - kept - stay);
        set(s, t, OUTCOME, more - kept - stay);
        scan(s, t, At.GROW);
    }

    /** The resizer closes the sessions that it took, then goes on to the next size. */
    private void closesNext(byte[] s, int t) {
        int left = get(s, t, TO_CLOSE);
        if (left != 0) {
            int slot = Integer.numberOfTrailingZeros(left);
            set(s, t, TO_CLOSE, left & ~(1 << slot));
            own(s, t, slot);
            go(s, t, At.CLOSE_READ);
        } else {
            go(s, t, get(s, t, ROUNDS) < setting.sizes().size() ? At.RESIZE : At.DONE);
        }
    }
}
