internal import Glibc
internal import SweepModel
internal import SweepRunner

/// `sweep-runner`, started by an agent with a connected Unix stream socket as its descriptor 0.
///
/// Exit codes: 0 once the agent's end of the socket is closed and the last attempt has ended; 64 where it was not
/// started by an agent; 1 where the kernel refuses what it needs.
@main
struct Main {
    static func main() {
        occupyStandardDescriptors()
        do throws(Fault) {
            var runner = try Runner(stream: STDIN_FILENO)
            runner.serve()
        } catch {
            var text = "sweep-runner: \(error)\n"
            text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(error.code == .usage ? EX_USAGE : EXIT_FAILURE)
        }
    }

    /// So that no file of an attempt is ever opened as descriptor 0, 1 or 2.
    private static func occupyStandardDescriptors() {
        var number: Int32
        repeat { number = open("/dev/null", O_RDWR) } while (0..<2).contains(number)
        if number > 2 { close(number) }
    }
}
