internal import Glibc
package import SweepModel

/// The host's clocks.
package enum Clock {
    /// Wall-clock time; for display and records, never for measuring.
    package static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
