package io.confab.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Ack;
import io.confab.codec.LogoutCommand;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestTableTest {

    @Test
    void beginsWithOne() {
        assertThat(new RequestTable().nextId()).isEqualTo(1);
    }

    @Test
    void countsOnAsAnUnsignedNumber() {
        assertThat(new RequestTable(Integer.MAX_VALUE).nextId()).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void neverGivesZero() {
        assertThat(new RequestTable(-1).nextId()).isEqualTo(1);
    }

    @Test
    void skipsTheIdsOfThoseWhoWait() {
        RequestTable table = new RequestTable(-2);
        table.add(request(-1, 0));
        table.add(request(1, 0));
        table.add(request(3, 0));

        assertThat(table.nextId()).isEqualTo(2);
        assertThat(table.nextId()).isEqualTo(4);
    }

    @Test
    void takesNoTwoRequestsWithOneId() {
        RequestTable table = new RequestTable();
        Request<Ack> first = request(7, 0);

        assertThat(table.add(first)).isTrue();
        assertThat(table.add(request(7, 0))).isFalse();
        assertThat(table.take(7)).isSameAs(first);
        assertThat(table.take(7)).isNull();
        assertThat(table.take(first)).isFalse();
    }

    @Test
    void knowsWhoseTimeIsUpAlsoWhereTheClockWraps() {
        RequestTable table = new RequestTable(2);
        table.add(request(2, Long.MIN_VALUE + 5));
        table.add(request(1, Long.MAX_VALUE));

        assertThat(table.overdue(Long.MAX_VALUE - 1)).isEmpty();
        assertThat(table.overdue(Long.MAX_VALUE)).extracting(Request::id).containsExactly(1);
        assertThat(table.overdue(Long.MIN_VALUE + 5)).extracting(Request::id).containsExactly(1, 2);
    }

    @Test
    void namesNobodyTwiceWhoseTimeIsUp() {
        RequestTable table = new RequestTable();
        Request<Ack> request = request(1, 10);
        table.add(request);
        table.overdue(10).forEach(late -> late.timeOut(1));

        assertThat(table.overdue(11)).isEmpty();
        assertThat(table.peek(1)).isSameAs(request);
    }

    @Test
    void takesAllInTheOrderInWhichTheyWereMadeAlsoAcrossTheWrap() {
        RequestTable table = new RequestTable(-11);
        IntStream.range(0, 20).forEach(i -> table.add(request(table.nextId(), 0)));

        assertThat(table.takeAll())
                .extracting(Request::id)
                .containsExactly(-10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(table.takeAll()).isEmpty();
    }

    private static Request<Ack> request(int id, long deadline) {
        return new Request<>(new LogoutCommand(id, ""), ack -> ack, null, deadline);
    }
}
