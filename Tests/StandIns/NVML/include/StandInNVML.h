/// A stand-in for libnvidia-ml.so.1: the same functions and layouts, and a machine that a file describes.
///
/// The file is the one that the environment variable SWEEP_STAND_IN_MACHINE names, else `machine.yaml` beside the
/// library. It is a machine description as `sweepd --devices FILE` reads it, of which the stand-in knows block mappings,
/// one key a line, and flow lists of numbers. What a description cannot say follows `#!`, a comment to everybody else.
/// A changed file is read again at the next call, so that a card can be lost while it is in use.
///
/// Of the library:
///     #! init CODE                 nvmlInit returns this code
///     #! hang FUNCTION             that function does not return
///     #! missing FUNCTION          that function returns 13, as if an older library had been asked
///     #! stride BYTES              entries of process lists are 16, 24 or 32 bytes long
///     #! nonsense                  counts, texts and amounts that cannot be
/// Of a card or slice:
///     #! handle CODE               no handle is to be had
///     #! lost after COUNT          falls off the bus after so many calls
///     #! without FUNCTION          that function is not supported (3)
///     #! process PID KIND MEMORY   KIND is compute, graphics or mps; MEMORY an amount or unknown
///     #! used MEMORY, #! reserved MEMORY, #! utilisation PERCENT, #! temperature CELSIUS, #! power MILLIWATTS,
///     #! energy MILLIJOULES, #! remap pending, #! remap failed, #! retire pending, #! recovery ACTION
///     #! xid NUMBER                is told once to whoever waits for events
#pragma once
