/// One line of the report: what was measured, beside its yardstick.
struct Figure {
    /// What the figure has to be.
    enum Must {
        /// Its value, in its unit.
        case atMost(Double)
        /// Its value divided by the yardstick's.
        case ratio(Double)
        /// The same, but missing it is no failure.
        case aim(Double)
        case reported
    }

    enum Verdict: String {
        case ok, over, behind, skipped
        case reported = "-"
    }

    /// The benchmark's name.
    let benchmark: String
    let title: String
    let unit: Unit
    var ours: Reading
    var yardstick: Reading?
    var must = Must.reported

    var ratio: Double? {
        guard let value = ours.value, let other = yardstick?.value, other > 0 else { return nil }
        return value / other
    }

    var verdict: Verdict {
        switch must {
        case .reported: .reported
        case .atMost(let limit): judge(ours.value, limit, .over)
        case .ratio(let limit): judge(ratio, limit, .over)
        case .aim(let limit): judge(ratio, limit, .behind)
        }
    }

    private func judge(_ value: Double?, _ limit: Double, _ otherwise: Verdict) -> Verdict {
        guard let value else { return .skipped }
        return value <= limit ? .ok : otherwise
    }

    var mustText: String {
        switch must {
        case .reported: "-"
        case .atMost(let limit): "<= \(unit.text(limit))"
        case .ratio(let limit): "<= \(Unit.plain(limit))x"
        case .aim(let limit): "aim \(Unit.plain(limit))x"
        }
    }
}
