/// A value of the sweep's metric, and the step at which it was reported.
package struct Objective: Hashable, Codable, Sendable {
    package let value: Double
    package let step: Int64?

    package init(value: Double, step: Int64?) {
        self.value = value
        self.step = step
    }
}

/// One reported value of one metric. NaN and infinities are values too.
package struct MetricPoint: Hashable, Sendable, Codable {
    package let name: String
    /// The step that the program gave, else the running number of this metric's values in the attempt, from 0.
    package let step: Int64
    package let value: Double
    package let at: Instant

    package init(name: String, step: Int64, value: Double, at: Instant) {
        self.name = name
        self.step = step
        self.value = value
        self.at = at
    }
}

/// What is kept of a metric's whole history: enough to rank runs without reading it.
///
/// `min` and `max` are over the finite values, the earliest step on a tie; nil where none was finite.
package struct MetricSummary: Hashable, Sendable {
    package private(set) var last: Objective
    package private(set) var min: Objective?
    package private(set) var max: Objective?
    package private(set) var count: Int

    package init(last: Objective, min: Objective?, max: Objective?, count: Int) {
        self.last = last
        self.min = min
        self.max = max
        self.count = count
    }

    package init(first point: MetricPoint) {
        self.init(last: Objective(value: point.value, step: point.step), min: nil, max: nil, count: 0)
        add(point)
    }

    package mutating func add(_ point: MetricPoint) {
        let value = Objective(value: point.value, step: point.step)
        last = value
        count += 1
        guard point.value.isFinite else { return }
        if min.map({ point.value < $0.value }) ?? true { min = value }
        if max.map({ point.value > $0.value }) ?? true { max = value }
    }

    /// The value that `metric` is judged by; nil where the program reported none that can be ranked.
    package func objective(for metric: MetricGoal) -> Objective? {
        switch (metric.at, metric.goal) {
        case (.last, _): last.value.isFinite ? last : nil
        case (.best, .minimize): min
        case (.best, .maximize): max
        }
    }
}
