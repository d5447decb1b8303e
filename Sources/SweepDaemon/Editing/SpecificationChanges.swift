internal import SweepControl
internal import SweepModel

/// In what two specifications differ, key by key.
struct SpecificationChanges: Sendable {
    struct Change: Sendable {
        let key: String
        let effect: SpecificationKey.Effect
        let old: String?
        let new: String?
    }

    let all: [Change]

    init(from old: Specification, to new: Specification) {
        let before = Dictionary(SpecificationKey.all(of: old).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let after = SpecificationKey.all(of: new)
        all = after.compactMap { key in
            // By bytes: Swift takes two spellings of a letter in Unicode for one text.
            let values = [before[key.name]?.value ?? .null, key.value].map { Array($0.text(nonFinite: .literals).utf8) }
            guard values[0] != values[1] else { return nil }
            return Change(key: key.name, effect: key.effect, old: before[key.name]?.shown, new: key.shown)
        }
    }

    func keys(_ effects: SpecificationKey.Effect...) -> [String] {
        all.filter { effects.contains($0.effect) }.map(\.key)
    }

    var isEmpty: Bool { all.isEmpty }

    /// What sets runs of the new specification apart from those of the old one; nil where they can be compared.
    var difference: String? {
        let keys = keys(.space, .execution)
        return keys.isEmpty ? nil : "\(keys.joined(separator: ", ")) changed"
    }

    /// As the sweep's history tells it.
    var text: String { all.map { "\($0.key) \($0.old ?? "none") → \($0.new ?? "none")" }.joined(separator: ", ") }

    /// - Throws: `conflict` where a key is among them that makes a sweep what it is.
    func checkEdit(of sweep: SweepID) throws(Fault) {
        guard let key = keys(.fixed).first else { return }
        throw Fault(
            .conflict, "cannot edit '\(key)' of sweep '\(sweep)': with another one it would be another sweep",
            hint: key == "points" ? "add points with --points" : "submit a new sweep")
    }

    /// - Throws: `conflict` where a key is among them that a single run cannot have for itself.
    func checkRetry(of sweep: SweepID) throws(Fault) {
        if let key = keys(.fixed, .space).first {
            throw Fault(
                .conflict, "cannot retry with another '\(key)': it would be another point",
                hint: "submit it anew with 'sweepctl resubmit RUN --set'")
        }
        guard let key = keys(.sweep).first else { return }
        throw Fault(
            .conflict, "cannot retry with another '\(key)': it holds for the sweep as a whole",
            hint: "change it with 'sweepctl edit \(sweep) \(key)=…'")
    }
}
