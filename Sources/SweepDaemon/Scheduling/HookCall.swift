internal import SweepModel
internal import SweepStore

/// A hook that is to be run, as it is kept until it was.
struct HookCall: Sendable {
    static let notePrefix = "hook "

    let id: String
    let sweep: SweepID
    let argv: [String]
    /// What happened.
    let facts: JSONObject

    static func noteName(of id: String) -> String { notePrefix + id }
    var noteName: String { Self.noteName(of: id) }

    var note: JSONObject {
        ["sweep": .string(sweep.text), "argv": .array(argv.map(JSONValue.string)), "facts": .object(facts)]
    }

    init(id: String, sweep: SweepID, argv: [String], facts: JSONObject) {
        (self.id, self.sweep, self.argv, self.facts) = (id, sweep, argv, facts)
    }

    /// One that was kept; nil where the text is none of ours.
    init?(noteName: String, text: String) {
        guard noteName.hasPrefix(Self.notePrefix), let json = try? JSONParser.parse(Array(text.utf8)),
            let sweep = json["sweep"]?.stringValue, let argv = json["argv"]?.arrayValue,
            let facts = json["facts"]?.objectValue
        else { return nil }
        self.init(
            id: String(noteName.dropFirst(Self.notePrefix.count)), sweep: SweepID(sweep),
            argv: argv.compactMap(\.stringValue), facts: facts)
    }

    static func facts(_ event: Hooks.Event, _ sweep: SweepOverview, at now: Instant) -> JSONObject {
        let counts = RunState.allCases.map { ($0.rawValue, JSONValue.int(Int64(sweep.counts[$0]))) }
        return [
            "event": .string(event.rawValue), "at": .string(now.description), "sweep": .string(sweep.id.text),
            "name": .string(sweep.name), "state": .string(sweep.machine.state.rawValue),
            "reason": .optional(sweep.machine.reason?.rawValue), "last_error": .optional(sweep.lastError),
            "owner": .string(sweep.owner.name), "counts": .object(JSONObject(counts)),
            "best": sweep.best.map { ["run": .string("\(sweep.id)/\($0.index)"), "value": .double($0.value)] } ?? .null,
        ]
    }
}

extension Planner {
    /// What the agent runs: in the folder and with the variables of the submitter, and with what happened.
    ///
    /// - Throws: `unreachable` where nobody knows where her runs lie.
    func plan(_ call: HookCall, of sweep: SweepPlan) throws(Fault) -> HookPlan {
        let runs = try agents.places(of: sweep.owner.uid).runs
        var document: JSONObject = ["hook": .string(call.id)]
        for member in call.facts.members { document[member.name] = member.value }
        let facts = [("HOOK_ID", call.id)] + Self.variables(call.facts)
        return HookPlan(
            id: call.id, sweep: call.sweep, argv: call.argv,
            environment: sweep.context.environment.filter { Self.isInherited($0.name) }
                + facts.map { EnvironmentEntry("SWEEP_" + $0.0, $0.1) },
            document: document, workingDirectory: sweep.context.baseFolder,
            outputFolder: "\(runs)/\(call.sweep)/hooks")
    }

    private static func variables(_ facts: JSONObject) -> [(String, String)] {
        let names = [
            ("EVENT", "event"), ("ID", "sweep"), ("NAME", "name"), ("STATE", "state"), ("REASON", "reason"),
            ("LAST_ERROR", "last_error"),
        ]
        let best = facts["best"].flatMap { best in best["run"]?.stringValue.map { ($0, best["value"]?.text() ?? "") } }
        return names.map { ($0.0, facts[$0.1]?.stringValue ?? "") }
            + (best.map { [("BEST_RUN", $0.0), ("BEST_VALUE", $0.1)] } ?? [])
    }
}
