internal import SweepModel

/// What one line of a program says: values by name, and the step if it gives one.
struct MetricLine {
    var step: Int64?
    var values: [(name: String, value: Double)] = []

    init() {}

    /// Of one JSON object: its numbers, those of nested objects with the names joined by dots; nil where the bytes
    /// are no JSON object.
    init?(json bytes: UnsafeBufferPointer<UInt8>) {
        guard case .object(let object)? = try? JSONParser.parse(bytes, nonFinite: true) else { return nil }
        for member in object.members {
            if member.name == "step" {
                step = member.value.intValue
            } else {
                add(member.value, named: member.name)
            }
        }
    }

    private mutating func add(_ value: JSONValue, named name: String) {
        switch value {
        case .int(let number): values.append((name, Double(number)))
        case .double(let number): values.append((name, number))
        case .object(let object):
            for member in object.members { add(member.value, named: name + "." + member.name) }
        default: break
        }
    }

    /// Adds a value, or takes it as the step where that is its name.
    mutating func take(_ name: String, _ value: Double) {
        if name == "step" {
            step = Int64(exactly: value)
        } else {
            values.append((name, value))
        }
    }
}
