internal import SweepModel

/// What the driver's own tool tells of devices, kept as it is: for questions that nobody has thought of yet.
package struct DeviceReport: Hashable, Sendable {
    package let command: [String]
    /// Nil where there was none to be had.
    package let text: String?
    package let failure: String?

    /// Eight cards take 300 KiB.
    private static let bytesMax = 1 << 20
    private static let timeMax = Span.seconds(20)
    /// Where distributions and vendors put the tools.
    private static let path =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/rocm/bin:/usr/lib/wsl/lib"

    /// Asks the tool of the first vendor that has one here, for as long as that may take.
    ///
    /// - Parameters:
    ///   - devices: as the vendor's runtime names them.
    ///   - path: where to look for the tools.
    /// - Returns: nil where there is no tool.
    package static func take(of devices: [String], path: String? = nil) async -> DeviceReport? {
        for command in commands(for: devices) {
            if let report = await take(command, path ?? self.path) { return report }
        }
        return nil
    }

    private static func commands(for devices: [String]) -> [[String]] {
        // A slice is told of with its card, and its name finds nothing.
        let cards = devices.contains { !$0.hasPrefix("GPU-") } ? [] : ["-i", devices.joined(separator: ",")]
        return [["nvidia-smi", "-q", "-x"] + cards, ["rocm-smi", "--showallinfo", "--json"]]
    }

    private static func take(_ command: [String], _ path: String) async -> DeviceReport? {
        do throws(ShortCommand.Failure) {
            let output = try await ShortCommand.run(
                command[0], Array(command.dropFirst()), environment: [EnvironmentEntry("PATH", path)],
                limit: bytesMax, timeout: timeMax)
            guard output.code == 0 else { return DeviceReport(command: command, text: nil, failure: output.reason) }
            return DeviceReport(command: command, text: output.text, failure: nil)
        } catch {
            guard error != .notInstalled else { return nil }
            return DeviceReport(command: command, text: nil, failure: error.reason)
        }
    }

    var json: JSONObject {
        [
            "command": .array(command.map(JSONValue.string)), "text": .optional(text), "failure": .optional(failure),
        ]
    }
}
