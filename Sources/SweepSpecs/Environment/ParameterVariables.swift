package import SweepModel

/// The `PARAM_<NAME>` variables: names upper-cased, every other character an underscore.
package enum ParameterVariables {
    /// The variable that belongs to a parameter.
    package static func name(of parameter: String) -> String {
        let bytes = parameter.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x61...0x7A: byte - 0x20
            case 0x41...0x5A, 0x30...0x39: byte
            default: UInt8(ascii: "_")
            }
        }
        return "PARAM_" + String(decoding: bytes, as: UTF8.self)
    }

    /// Groups of parameters that would share a variable; none of them gets one.
    package static func collisions(_ parameters: [String]) -> [(variable: String, parameters: [String])] {
        Dictionary(grouping: parameters, by: name(of:)).filter { $0.value.count > 1 }
            .map { (variable: $0.key, parameters: $0.value) }
            .sorted { $0.variable < $1.variable }
    }

    /// The variables of one run, text as on the command line.
    package static func entries(_ parameters: JSONObject) -> [EnvironmentEntry] {
        let colliding = Set(collisions(parameters.names).map(\.variable))
        return parameters.members.compactMap { member in
            let name = name(of: member.name)
            return colliding.contains(name) ? nil : EnvironmentEntry(name, PythonText.str(member.value))
        }
    }
}
