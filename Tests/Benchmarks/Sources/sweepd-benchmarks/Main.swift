internal import Glibc

@main
enum Main {
    /// In the order in which they run: short ones first.
    static let benchmarks: [any Benchmark.Type] = [
        LargeGrid.self, IdleStatus.self, DeviceLook.self, Throughput.self, ContainerCost.self, MetricPoints.self,
        ManyRuns.self, IdleMinute.self,
        LongThroughput.self,
    ]

    static func main() {
        do throws(Failure) {
            let options = try Options(CommandLine.arguments.dropFirst())
            guard !options.showsHelp else { return print(Options.help(benchmarks)) }
            exit(try run(options) ? 0 : 1)
        } catch {
            Console.note("sweepd-benchmarks: \(error)")
            exit(2)
        }
    }

    /// False where a figure is over what it must be, or there is no sweepd to measure.
    private static func run(_ options: Options) throws(Failure) -> Bool {
        let chosen = try options.choose(from: benchmarks)
        let setting = try Setting(options)
        defer { setting.scratch.remove() }
        var report = Report(isQuick: options.isQuick)
        for benchmark in chosen {
            Console.note("\(benchmark.name): \(benchmark.summary)")
            report.figures += try benchmark.init().measure(in: setting)
        }
        print(options.printsJSON ? try report.json() : report.table())
        return setting.missing == nil && report.figures.allSatisfy { $0.verdict != .over }
    }
}
