internal import ArgumentParser
internal import Glibc
internal import SweepModel

@main
struct Main {
    static func main() async {
        Terminal.install()
        Interruption.install()
        do {
            var command = try Sweepctl.parseAsRoot(CommandWords.ordered(CommandLine.arguments.dropFirst()))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            exit(0)
        } catch let fault as Fault {
            // What fails after an interruption fails because of it.
            if let code = Interruption.code { exit(code) }
            Console.report(fault)
            exit(fault.code.exitCode)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            exit(report(error))
        }
    }

    /// Help, the version and completion scripts are data; everything else from the parser is a usage fault.
    private static func report(_ error: any Error) -> Int32 {
        guard Sweepctl.exitCode(for: error) != .success else {
            Console.out(Sweepctl.fullMessage(for: error) + "\n")
            return 0
        }
        Console.error(Sweepctl.fullMessage(for: error))
        return Fault.Code.usage.exitCode
    }
}

struct Sweepctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweepctl",
        abstract: "Runs hyperparameter sweeps on this machine's queue.",
        discussion: """
            Examples:
              sweepctl try sweep.yaml        run a sweep here and now, without a daemon
              sweepctl submit sweep.yaml     queue it
              sweepctl watch @last           see it go
              sweepctl best @last -n 5       the five best runs
              sweepctl logs @last/3 -f       follow the output of its third run

            A sweep is named by its id, its name if unique, a unique prefix of its
            id, or @last; a run by SWEEP/17.

            Exit codes: 0 ok, 1 it failed, 2 usage, 3 not found, 4 sweepd
            unreachable, 5 permission, 6 conflicting state, 7 specification
            invalid, 8 limit exceeded, 124 timeout, 130 interrupted.
            """,
        version: "sweepctl \(Version.text)",
        groupedSubcommands: [
            CommandGroup(name: "Start", subcommands: [Try.self, Run.self, Submit.self, Validate.self, Expand.self]),
            CommandGroup(
                name: "Look",
                subcommands: [
                    Status.self, Sweeps.self, Watch.self, Wait.self, Runs.self, Best.self, Show.self, Logs.self,
                    Events.self, Explain.self, Manifest.self, Env.self, GPUs.self,
                ]),
            CommandGroup(
                name: "Change",
                subcommands: [
                    Pause.self, Resume.self, Stop.self, Cancel.self, Release.self, Requeue.self, Retry.self,
                    Resubmit.self, Edit.self, Drain.self, Undrain.self,
                ]),
            CommandGroup(name: "Keep", subcommands: [SecretCommand.self, Backup.self]),
            CommandGroup(
                name: "Clean up", subcommands: [Remove.self, CollectGarbage.self, DiskUsage.self, Doctor.self]),
        ])
}
