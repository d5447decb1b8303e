package import SweepModel

/// How many users share the host: `fair_share`, and what each may have of it, `limits.users` and `limits.groups`.
package struct SharingConfiguration: Hashable, Sendable {
    /// What one user, or all members of a group together, may have at once; nil bounds nothing.
    package struct Bounds: Hashable, Sendable {
        /// GPUs that are leased; parts of GPUs add up.
        package var gpus: Int?
        /// Runs that execute.
        package var runs: Int?
        /// Sweeps that have not ended.
        package var sweeps: Int?

        /// No bounds.
        package init(gpus: Int? = nil, runs: Int? = nil, sweeps: Int? = nil) {
            self.gpus = gpus
            self.runs = runs
            self.sweeps = sweeps
        }
    }

    /// After how long a second of use counts half.
    package var halfLife: HalfLife
    /// By the name of a user, or of a group with an `@` before it; whoever is not named has 1.
    package var shares: [String: Double]
    /// By the users' names; ``everyUser`` is whoever is not named, and what her own bounds leave open.
    package var users: [String: Bounds]
    /// By the groups' names.
    package var groups: [String: Bounds]

    /// Stands for every user in `limits.users`.
    package static let everyUser = "default"

    /// What an empty file means.
    package init() {
        halfLife = .usual
        (shares, users, groups) = ([:], [:], [:])
    }

    private static let sharesMax = 1e6
    private static let halfLifeMin = Span.seconds(60)

    /// Reads `fair_share`.
    mutating func readShares(_ section: Section) {
        guard let element = section["fair_share"],
            let rules = Section(element, path: "fair_share", log: section.log, known: ["half_life", "shares"])
        else { return }
        if let span = rules.span("half_life") {
            halfLife = HalfLife(span)
            if span < Self.halfLifeMin {
                rules.expected("half_life", "at least a minute", got: rules["half_life"] ?? element)
            }
        }
        guard let names = rules["shares"].flatMap({ Self.named($0, "fair_share.shares", rules.log, groups: true) })
        else { return }
        for name in names.all {
            shares[name] = names.section.number(name, "a number above 0 and at most 1000000") {
                $0 > 0 && $0 <= Self.sharesMax
            }
        }
    }

    /// Reads `limits.users` and `limits.groups`.
    mutating func readLimits(_ limits: Section) {
        users = Self.bounds("users", limits)
        groups = Self.bounds("groups", limits)
    }

    private static func bounds(_ key: String, _ limits: Section) -> [String: Bounds] {
        let path = limits.key(key)
        guard let names = limits[key].flatMap({ named($0, path, limits.log, groups: false) }) else { return [:] }
        var all: [String: Bounds] = [:]
        for name in names.all {
            guard let element = names.section[name],
                let bounds = Section(
                    element, path: names.section.key(name), log: limits.log, known: ["gpus", "runs", "sweeps"])
            else { continue }
            all[name] = Bounds(
                gpus: bounds.integer("gpus", in: 0...100_000).map(Int.init),
                runs: bounds.integer("runs", in: 0...1_000_000).map(Int.init),
                sweeps: bounds.integer("sweeps", in: 0...1_000_000).map(Int.init))
        }
        return all
    }

    /// A mapping whose keys are names.
    private static func named(
        _ element: Element, _ path: String, _ log: FaultLog, groups: Bool
    ) -> (section: Section, all: [String])? {
        guard let entries = element.entries else {
            log.expected(path, "a mapping of names", got: element)
            return nil
        }
        let words = groups ? "a user's name, or '@' and a group's" : "a name without '@'"
        for entry in entries where !AccountName.isValid(entry.name, allowsGroup: groups) {
            log.expected("\(path) key", words, got: Element(.string(entry.name), at: entry.place))
        }
        let names = entries.map(\.name)
        return Section(element, path: path, log: log, known: names).map { ($0, names) }
    }
}
