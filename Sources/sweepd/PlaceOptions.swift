internal import ArgumentParser
internal import FoundationEssentials
internal import SweepDaemon
internal import SweepModel

/// Where a daemon's files are.
struct PlaceOptions: ParsableArguments {
    @Flag(help: "Serve all users of this machine: socket in /run/sweepd, queue in /var/lib/sweepd.") var system = false
    @Option(help: "The configuration file.") var config: String?
    @Option(help: "Where queue and runs lie: DIR/sweepd.db, DIR/runs, DIR/source.") var stateDir: String?
    @Option(help: "The Unix socket to listen on.") var socket: String?

    var options: DaemonOptions {
        get throws(Fault) {
            var options = DaemonOptions()
            options.isSystem = system
            options.configuration = try config.map(Self.absolute)
            options.stateFolder = try stateDir.map(Self.absolute)
            options.socket = try socket.map(Self.absolute)
            return options
        }
    }

    static func absolute(_ path: String) throws(Fault) -> String {
        if path.hasPrefix("/") { return path }
        let folder = FileManager.default.currentDirectoryPath
        guard folder.hasPrefix("/") else {
            throw Fault(
                .failed, "cannot find '\(path)': the current folder has been removed", hint: "give an absolute path")
        }
        return folder + "/" + path
    }
}
