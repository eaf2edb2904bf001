package africa.paylinks.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A page of a merchant's accounts, with the position of the next one. */
public record AccountPage(List<Account> accounts, Optional<Position> next) {

    public AccountPage {
        accounts = List.copyOf(accounts);
    }

    /** A position in a merchant's accounts: the last one of a page. */
    public record Position(Instant createdAt, String accountId) {
    }
}
