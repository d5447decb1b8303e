internal import SweepModel

/// What owners have used of the host, each second decayed by the half-life since it was used.
///
/// Nothing is ever decayed: a second at the time t counts 2^(t/h) instead, which ranks owners the same at every moment,
/// so an owner who holds nothing keeps her figure whatever the time. What live leases come to follows in closed form from
/// their number and their starts, so bringing an owner up to date costs the same however many she has.
///
/// Time is the ledger's own: it stands still while the clock is set back.
struct UsageLedger: Sendable {
    private struct Account: Sendable {
        /// Of leases that have ended, in units that grow with time.
        var settled = ResourceTime.zero
        /// What the live leases hold: cores, and millionths of GPUs.
        var cores = 0
        var millionths = 0
        /// Each live lease's resources times the growth at its start.
        var starts = ResourceTime.zero
        var leases = 0

        var rate: ResourceTime {
            ResourceTime(coreSeconds: Double(cores), gpuSeconds: Double(millionths) / 1e6)
        }
    }

    /// How far ahead live leases count, in seconds: an owner to whom something was just given lets others go first, long
    /// before it adds up to anything. So small differences in what was used never weigh against what is held now.
    private static let horizon = 3600.0
    /// In half-lives: the numbers stay within a double's range by far.
    private static let rebaseAfter = 64.0

    let halfLife: HalfLife
    private var accounts: [UInt32: Account] = [:]
    /// Seconds since the ledger was made, and where the units are 1.
    private var now = 0.0
    private var epoch = 0.0
    /// What a unit of now is in these units.
    private var scale = 1.0
    private var lastSeen: Instant?

    init(halfLife: HalfLife) { self.halfLife = halfLife }

    /// Who holds something.
    var holders: some Sequence<UInt32> { accounts.lazy.filter { $0.value.leases > 0 }.map(\.key) }

    private func growth(_ seconds: Double) -> Double { halfLife.remainder(afterSeconds: epoch - seconds) }

    /// Goes on to this instant.
    ///
    /// - Returns: whether the units have changed, and with them every figure.
    mutating func advance(to instant: Instant) -> Bool {
        if let lastSeen { now += max(0, (instant - lastSeen).seconds) }
        lastSeen = instant
        scale = growth(now)
        guard (now - epoch) / halfLife.span.seconds > Self.rebaseAfter else { return false }
        let factor = 1 / scale
        accounts = accounts.mapValues { account in
            var account = account
            account.settled = account.settled * factor
            account.starts = account.starts * factor
            return account
        }
        (epoch, scale) = (now, 1)
        return true
    }

    /// - Parameter age: for how many seconds it has been held.
    /// - Returns: the ledger's time at which it began, for ``end(_:since:ago:)``.
    mutating func begin(_ lease: Lease, age: Double) -> Double {
        let since = now - max(0, age)
        change(lease, by: 1, at: since)
        return since
    }

    /// - Parameters:
    ///   - since: when it began.
    ///   - ago: how many seconds ago it ended.
    mutating func end(_ lease: Lease, since: Double, ago: Double) {
        let end = max(since, now - max(0, ago))
        change(lease, by: -1, at: since)
        let units = (growth(end) - growth(since)) * halfLife.secondsPerUnit
        var account = accounts[lease.owner] ?? Account()
        account.settled = account.settled + lease.rate * units
        accounts[lease.owner] = account
    }

    private mutating func change(_ lease: Lease, by sign: Int, at since: Double) {
        var account = accounts[lease.owner] ?? Account()
        account.leases += sign
        account.cores += sign * lease.usedCores
        account.millionths += sign * lease.millionths
        // What is left of sums of fractions is forgotten with the last lease.
        account.starts =
            account.leases == 0 ? .zero : account.starts + lease.rate * (growth(since) * Double(sign))
        accounts[lease.owner] = account
    }

    /// What the ended leases of an owner count now.
    func settled(of owner: UInt32) -> ResourceTime { (accounts[owner]?.settled ?? .zero) * (1 / scale) }

    /// Brings back what ``settled(of:)`` said, so many seconds ago.
    mutating func restore(_ time: ResourceTime, of owner: UInt32, age: Double) {
        accounts[owner, default: Account()].settled = time * growth(now - max(0, age))
    }

    /// What all leases of an owner count now.
    func used(by owner: UInt32) -> ResourceTime { grown(accounts[owner]) * (1 / scale) }

    private func grown(_ account: Account?) -> ResourceTime {
        guard let account else { return .zero }
        guard account.leases > 0 else { return account.settled }
        let live = account.rate * scale + account.starts * -1
        return account.settled + live * halfLife.secondsPerUnit
    }

    /// Who is to go first has less of it: what an owner used and what she holds, in hours of the whole host, cores and
    /// GPUs alike, divided by her share. In units that grow with time.
    func burden(of owner: UInt32, share: Double, cores: Int, gpus: Int) -> Double {
        guard let account = accounts[owner] else { return 0 }
        var time = grown(account)
        if account.leases > 0 { time = time + account.rate * (Self.horizon * scale) }
        return (time.coreSeconds / Double(max(1, cores)) + time.gpuSeconds / Double(max(1, gpus))) / share
    }
}

extension Lease {
    /// A run that asks for no core holds a slot all the same.
    fileprivate var usedCores: Int { max(1, cpus) }
    var millionths: Int { devices.reduce(0) { $0 + Int($1.share.millionths) } }
    fileprivate var rate: ResourceTime {
        ResourceTime(coreSeconds: Double(usedCores), gpuSeconds: Double(millionths) / 1e6)
    }
}
