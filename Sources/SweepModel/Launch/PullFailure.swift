/// Why an image could not be fetched, from what an engine's client said: rules, no I/O.
package enum PullFailure: Hashable, Sendable {
    /// The registry has no such image: another try is in vain.
    case missing
    /// The registry does not let this user have it, or hides that there is none.
    case denied
    /// The registry was not reached, or is not in order: another try may succeed.
    case unreachable
    /// Nobody knows.
    case unknown

    /// In this order: a registry that cannot be reached denies nothing, and many hide what is missing behind a denial.
    private static let words: [(failure: PullFailure, words: [String])] = [
        (
            .unreachable,
            [
                "no such host", "connection refused", "connection reset", "i/o timeout", "timeout", "timed out",
                "network is unreachable", "no route to host", "temporary failure in name resolution",
                "server misbehaving", "toomanyrequests", "too many requests", "unexpected eof",
                "500 internal server error", "502 bad gateway", "503 service unavailable", "504 gateway",
            ]
        ),
        (.denied, ["unauthorized", "denied", "authentication required", "no basic auth credentials", "forbidden"]),
        (
            .missing,
            [
                "manifest unknown", "name unknown", "not found", "no such image", "repository does not exist",
                "did not resolve to an alias", "invalid reference format", "not known to registry",
            ]
        ),
    ]

    package init(_ said: String) {
        let said = said.lowercased()
        self = Self.words.first { $0.words.contains(where: said.contains) }?.failure ?? .unknown
    }

    /// Whether it is worth another try without any change.
    package var isTransient: Bool { self == .unreachable }

    /// What a person is told.
    ///
    /// - Parameter said: the client's last words.
    package func fault(_ image: String, said: String) -> Fault {
        let act = "cannot fetch the image '\(image)'"
        return switch self {
        case .missing:
            Fault(
                .specification, "\(act): its registry has none of that name: \(said)",
                hint: "check its name and tag; an image of this host alone is named localhost/NAME:TAG")
        case .denied:
            Fault(
                .permission, "\(act): its registry denies it: \(said)",
                hint: "check its name, or log in to the registry with the engine's 'login'")
        case .unreachable:
            Fault(
                .unreachable, "\(act): its registry cannot be reached now: \(said)",
                hint: "see whether this host reaches it; it is tried again")
        case .unknown: Fault(.failed, "\(act): \(said)")
        }
    }
}
