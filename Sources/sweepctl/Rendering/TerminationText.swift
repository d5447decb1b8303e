internal import SweepModel
internal import SweepTerminal

extension EarlyTermination {
    /// The rule in a few words; iterations are values of the metric that a run has logged.
    var text: String {
        switch kind {
        case .hyperband: "hyperband: after \(Self.list(bands)) values of the metric the best \(share) go on"
        case .asha: "asha: after \(Self.list(bands)) values of the metric the best \(share) go on"
        case .median:
            "median: from \(number("min_iter")) values on, a run below the median of \(number("min_runs")) ends"
        case .threshold:
            "threshold: from \(number("min_iter")) values on, a run that is worse than \(number("value")) ends"
        case .patience:
            "patience: a run ends after \(number("iterations")) values without one better by \(number("min_delta"))"
        }
    }

    private var eta: Double { settings["eta"]?.doubleValue ?? 3 }
    private var share: String { "1/\(NumberText.short(eta))" }
    private func number(_ name: String) -> String { ValueText.short(settings[name]) }

    /// After how many values runs are judged, as W&B computes it: upwards from `min_iter`, or downwards from `max_iter`.
    private var bands: [Int] {
        if let steps = settings["s"]?.intValue, var band = settings["max_iter"]?.doubleValue {
            var bands: [Int] = []
            for _ in 0..<steps {
                band /= eta
                if band < 1 { break }
                bands.insert(Int(band), at: 0)
            }
            return bands
        }
        var band = settings["min_iter"]?.doubleValue ?? 1
        let most = settings["max_iter"]?.doubleValue ?? .infinity
        var bands: [Int] = []
        while bands.count < 6, band <= most, band < 1e15 {
            bands.append(Int(band))
            band *= eta
        }
        return bands
    }

    private static func list(_ bands: [Int]) -> String {
        let shown = bands.prefix(5).map(String.init).joined(separator: ", ")
        return bands.count > 5 ? shown + ", …" : shown.isEmpty ? "0" : shown
    }
}
