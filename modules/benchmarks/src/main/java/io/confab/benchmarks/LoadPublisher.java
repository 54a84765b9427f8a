package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;

/** A member that speaks. In a closed loop, a text is on its way until every other member has it. */
final class LoadPublisher {

    private final LoadRun run;
    private final LoadMember member;
    private final int place;
    private final int listeners;

    /** How many members do not have a text yet, by the text's number modulo the window. */
    private final int[] missing;

    private int said;
    private int underWay;
    private boolean waiting;

    LoadPublisher(LoadRun run, LoadMember member, int place) {
        this.run = run;
        this.member = member;
        this.place = place;
        this.listeners = run.scenario().members() - 1;
        this.missing = new int[run.scenario().window()];
    }

    int said() {
        return said;
    }

    /** Says as much as the window allows. */
    void sayAll() {
        waiting = false;
        int texts = 0;
        // Another round may still be on its way where a member lags: its place in the window is not free then.
        while (underWay + texts < missing.length && missing[(said + texts) % missing.length] == 0) {
            texts++;
        }
        if (texts == 0) {
            return;
        }
        ByteBuf out = member.channel().alloc().ioBuffer(texts * (run.scenario().payload() + 128));
        long now = System.nanoTime();
        for (int i = 0; i < texts; i++) {
            missing[said % missing.length] = listeners;
            member.writeText(out, place, said++, now);
        }
        underWay += texts;
        member.send(out);
    }

    /** Says one thing, which was to be said at a certain time. */
    void say(long nanoTime) {
        ByteBuf out = member.channel().alloc().ioBuffer(run.scenario().payload() + 128);
        member.writeText(out, place, said++, nanoTime);
        member.send(out);
    }

    void delivered(int number) {
        if (missing.length == 0) {
            return;
        }
        if (--missing[number % missing.length] == 0) {
            underWay--;
            if (!waiting) {
                waiting = true;
                run.maySpeak(this);
            }
        }
    }
}
