package africa.paylinks.transfer;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Entry;
import africa.paylinks.payment.Money;

/** Renders accounts and entries for the API. */
final class AccountJson {

    private AccountJson() {
    }

    static JsonObject of(Account account) {
        String currency = account.currency();
        return Json.object().put("id", account.id())
                .put("ownerId", account.ownerId())
                .put("name", account.name().orElse(null))
                .put("phone", account.phone().orElse(null))
                .put("currency", currency)
                .put("balance", major(account.balances().balance(), currency))
                .put("available", major(account.balances().available(), currency))
                .put("pendingIn", major(account.balances().pendingIn(), currency))
                .put("pendingOut", major(account.balances().pendingOut(), currency))
                .put("closed", account.closed())
                .put("createdAt", PaymentJson.instant(account.createdAt()));
    }

    static JsonObject of(Entry entry) {
        return Json.object().put("number", entry.number())
                .put("transfer", entry.transferId())
                .put("amount", major(entry.minor(), entry.currency()))
                .put("currency", entry.currency())
                .put("balanceAfter", major(entry.balanceAfter(), entry.currency()))
                .put("counterparty", entry.counterparty())
                .put("at", PaymentJson.instant(entry.at()));
    }

    private static String major(long minor, String currency) {
        return (minor < 0 ? "-" : "") + new Money(Math.abs(minor), currency).majorText();
    }
}
