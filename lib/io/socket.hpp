#pragma once
#include <chrono>

namespace kscan::io {

/// A peer that has been gone for so long is noticed, as client-go's HTTP/2 pings notice it: probes
/// from 30 s of silence on, for 15 s; data that nobody acknowledges counts the same.
inline constexpr std::chrono::seconds dead_peer_after{45};

/// Makes the kernel fail a TCP socket (ETIMEDOUT) whose peer does not answer any more, and keeps
/// the socket from child processes. What the kernel does not know is skipped.
void prepare_socket(int fd) noexcept;

}  // namespace kscan::io
