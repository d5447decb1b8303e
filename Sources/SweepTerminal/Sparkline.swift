/// A short series as one line of blocks, lowest to highest.
package enum Sparkline {
    /// - Parameters:
    ///   - values: those that are not finite leave a blank.
    ///   - columns: the most columns to use; of several values in one column the mean is shown.
    package static func text(_ values: [Double], columns: Int, style: Style) -> String {
        let steps = Array(style.unicode ? "▁▂▃▄▅▆▇█" : "_.-=^")
        let means = thin(values, to: columns)
        let finite = means.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return String(repeating: " ", count: means.count) }
        return String(
            means.map { value in
                guard value.isFinite else { return " " }
                guard high > low else { return steps[0] }
                // Halves first, so that the difference of two large values does not overflow.
                let share = (value / 2 - low / 2) / (high / 2 - low / 2)
                return steps[min(steps.count - 1, Int(share * Double(steps.count)))]
            })
    }

    private static func thin(_ values: [Double], to columns: Int) -> [Double] {
        guard columns > 0, values.count > columns else { return columns > 0 ? values : [] }
        return (0..<columns).map { column in
            let part = values[(column * values.count / columns)..<((column + 1) * values.count / columns)]
            let finite = part.filter(\.isFinite)
            return finite.isEmpty ? .nan : finite.reduce(0) { $0 + $1 / Double(finite.count) }
        }
    }
}
