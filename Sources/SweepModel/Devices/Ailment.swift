/// Something wrong with a device, which then gets no runs.
package enum Ailment: Hashable, Sendable, Codable {
    /// It does not answer any more.
    case lost
    /// It was there, and the last discovery did not find it.
    case missing
    case resetRequired
    /// The operating system or a cgroup keeps us from it.
    case blocked
    /// A row of memory is to be replaced at the next reset.
    case remapPending
    case remapFailed
    /// A page of memory is to be retired at the next reset.
    case retirementPending
    case recovery(Recovery)
    /// NVIDIA's error number that the driver reported.
    case xid(Int)
    /// Anything else, in the driver's or our words.
    case other(String)

    /// What the driver wants done (NVML's field 230).
    package enum Recovery: Int, Hashable, Sendable, Codable, CaseIterable {
        case reset = 1, reboot, drainPeers, drainAndReset, fabric
    }

    /// For people; what to do where there is something.
    package var words: String {
        switch self {
        case .lost: "it has fallen off the bus"
        case .missing: "it is not there any more"
        case .resetRequired: "it needs a reset"
        case .blocked: "the operating system keeps sweepd from it"
        case .remapPending: "a row of its memory is to be replaced: reset it"
        case .remapFailed: "a bad row of its memory could not be replaced"
        case .retirementPending: "a page of its memory is to be retired: reset it"
        case .recovery(let action): action.words
        case .xid(let number): "the driver reported error Xid \(number)"
        case .other(let words): words
        }
    }
}

extension Ailment.Recovery {
    fileprivate var words: String {
        switch self {
        case .reset: "the driver asks for a reset of it"
        case .reboot: "the driver asks for a reboot of the host"
        case .drainPeers: "the driver asks to end what uses its links"
        case .drainAndReset: "the driver asks to end what uses it, and to reset it"
        case .fabric: "the driver asks to recover its fabric"
        }
    }
}
