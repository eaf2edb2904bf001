package africa.paylinks.reusablelink;

import java.util.List;
import java.util.Optional;

/** A page of a search, with the position of the next one. */
public record LinkPage(List<ReusableLink> links, Optional<LinkSearch.Position> next) {

    public LinkPage {
        links = List.copyOf(links);
    }
}
