/// Numbers for people; JSON and CSV get them in full.
package enum NumberText {
    /// At most `digits` significant digits, without trailing zeros: `0.93`, `1.2e-05`, `123457`, `NaN`.
    package static func short(_ number: Double, digits: Int = 6) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity" }
        guard number != 0 else { return "0" }
        let (signed, exponent) = scientific(number, digits: digits)
        let isNegative = signed.first == "-"
        var mantissa = isNegative ? String(signed.dropFirst()) : signed
        while mantissa.count > 1, mantissa.last == "0" { mantissa.removeLast() }
        let body =
            switch exponent {
            case ..<(-4), digits...: withExponent(mantissa, exponent)
            case ..<0: "0." + String(repeating: "0", count: -exponent - 1) + mantissa
            default: withPoint(mantissa, after: exponent + 1)
            }
        return (isNegative ? "-" : "") + body
    }

    /// The decimal digits (with a sign) of the rounded number, and the power of ten of the first.
    private static func scientific(_ number: Double, digits: Int) -> (digits: String, exponent: Int) {
        let text = number.magnitude.description
        let parts = text.split(separator: "e")
        var exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count == 2 ? halves[1] : ""
        let all = Array((halves[0] + fraction).utf8.map { Int($0) - 48 })
        let lead = all.firstIndex { $0 != 0 } ?? 0
        exponent += halves[0].count - 1 - lead
        let (rounded, carried) = round(Array(all[lead...]), to: digits)
        let sign = number < 0 ? "-" : ""
        return (sign + rounded.map(String.init).joined(), exponent + (carried ? 1 : 0))
    }

    /// Half up, on decimal digits.
    private static func round(_ digits: [Int], to count: Int) -> (digits: [Int], carried: Bool) {
        guard digits.count > count else { return (digits, false) }
        var kept = Array(digits[..<count])
        guard digits[count] >= 5 else { return (kept, false) }
        for index in kept.indices.reversed() {
            if kept[index] < 9 {
                kept[index] += 1
                return (kept, false)
            }
            kept[index] = 0
        }
        return ([1] + kept.dropLast(), true)
    }

    private static func withExponent(_ digits: String, _ exponent: Int) -> String {
        let mantissa = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
        let magnitude = String(exponent.magnitude)
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(magnitude.count < 2 ? "0" : "")\(magnitude)"
    }

    private static func withPoint(_ digits: String, after count: Int) -> String {
        guard digits.count > count else { return digits + String(repeating: "0", count: count - digits.count) }
        return "\(digits.prefix(count)).\(digits.dropFirst(count))"
    }
}
