internal import Logging
internal import ServiceLifecycle
internal import SweepModel
internal import UnixSignals

/// Reads the configuration anew when SIGHUP asks for it, which is what `systemctl reload` sends. A faulty one is
/// refused whole, with every fault in the log, and the old one holds.
struct ConfigurationReload: Service {
    let read: @Sendable () throws(Fault) -> Settings
    let apply: @Sendable (Settings) async -> Void
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            ServiceNotice.reloading.send()
            await reload()
            ServiceNotice.ready.send()
        }
    }

    private func reload() async {
        do throws(Fault) {
            await apply(try read())
            logger.notice("the configuration has been read anew")
        } catch {
            logger.error("\(error.message)\nthe configuration from before goes on to hold")
        }
    }
}
