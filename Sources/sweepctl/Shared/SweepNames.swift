internal import ArgumentParser
internal import Glibc
internal import SweepControl
internal import SweepModel

/// Names of the daemon's sweeps, for the shell's completion.
enum SweepNames {
    static let completion = CompletionKind.custom { _, _, _ in ask() }

    /// The parser wants them at once, so this waits on a pipe; the main thread has nothing else to do then.
    private static func ask() -> [String] {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { return [] }
        let end = ends[1]
        Task.detached {
            let options = (try? ConnectionOptions.parse([])) ?? ConnectionOptions()
            let list = try? await options.client.answer(
                SweepList.self, to: ControlRequest(.listSweeps), within: .seconds(2))
            let names = (list?.sweeps.map(\.sweep.text) ?? []) + ["@last"]
            let bytes = Array(names.joined(separator: "\n").utf8)
            bytes.withUnsafeBytes { _ = Glibc.write(end, $0.baseAddress, min($0.count, 60_000)) }
            close(end)
        }
        var text = [UInt8](repeating: 0, count: 65_536)
        let count = text.withUnsafeMutableBytes { read(ends[0], $0.baseAddress, $0.count) }
        return String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
