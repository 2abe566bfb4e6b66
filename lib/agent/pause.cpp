#include "agent/pause.hpp"

namespace kscan::agent {

void pause(io::Loop& loop, std::chrono::milliseconds time) {
  bool over = false;
  const io::Ticket ticket = loop.after(time, [&] { over = true; });
  loop.run_until([&] { return over; });
}

}  // namespace kscan::agent
