import SweepModel
import Testing

@Suite struct PullFailureTests {
    @Test(
        "what engines and registries say is one of three kinds, or unknown",
        arguments: [
            ("reading manifest 9 in 127.0.0.1:5000/x: manifest unknown: manifest unknown", PullFailure.missing),
            ("Error response from daemon: manifest for x:9 not found", .missing),
            ("short-name \"x\" did not resolve to an alias and no unqualified-search registries are defined", .missing),
            ("unauthorized: authentication required", .denied),
            ("errors: denied: requested access to the resource is denied", .denied),
            ("pinging container registry r: Get \"https://r/v2/\": dial tcp: lookup r: no such host", .unreachable),
            ("dial tcp 127.0.0.1:1: connect: connection refused", .unreachable),
            ("Get \"https://r/v2/\": net/http: TLS handshake timeout", .unreachable),
            ("toomanyrequests: You have reached your pull rate limit", .unreachable), ("boo", .unknown), ("", .unknown),
        ])
    func kinds(_ said: String, _ kind: PullFailure) {
        #expect(PullFailure(said) == kind)
        #expect(kind.isTransient == (kind == .unreachable))
    }
}
