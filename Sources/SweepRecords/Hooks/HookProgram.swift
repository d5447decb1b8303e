package import SweepModel

/// Runs a hook's command and keeps what it says in `ID.log`.
package enum HookProgram {
    private static let outputMax = 1 << 20
    private static let timeout = Span.seconds(30)

    /// - Returns: why it did not succeed; nil where it did.
    package static func run(_ plan: HookPlan) async -> String? {
        let name = plan.argv.first ?? ""
        let program = name.contains("/") && !name.hasPrefix("/") ? "\(plan.workingDirectory)/\(name)" : name
        do throws(ShortCommand.Failure) {
            let output = try await ShortCommand.run(
                program, Array(plan.argv.dropFirst()), environment: plan.environment, limit: outputMax,
                timeout: timeout, input: Array((plan.document.text() + "\n").utf8), folder: plan.workingDirectory,
                asGroup: true)
            keep(output.bytes + Array(output.errors.utf8), of: plan)
            guard let code = output.code else { return "a signal ended it" }
            return code == 0 ? nil : "it ended with code \(code)"
        } catch {
            keep(Array("\(error.reason)\n".utf8), of: plan)
            return error.reason
        }
    }

    /// What cannot be kept is lost, and costs the hook nothing.
    private static func keep(_ bytes: [UInt8], of plan: HookPlan) {
        try? Folder.makeAll(plan.outputFolder)
        try? WholeFile.replace("\(plan.outputFolder)/\(plan.id).log", bytes, mode: 0o600)
    }
}
