#pragma once
#include "base/error.hpp"
#include "run/machine.hpp"

#include <iosfwd>
#include <memory>
#include <string_view>

namespace kscan::ui {

/// What a terminal can do.
struct Terminal {
  int columns = 0;  ///< 0: no terminal
  bool color = false;
};
/// `no_color`: NO_COLOR is set, whatever its value; `term`: $TERM (cli-runtime
/// pkg/printers/terminal.go).
[[nodiscard]] Terminal detect(int fd, bool no_color, std::string_view term);

/// One plain line per change: "scan: IMAGE: TEXT". `err` outlives the observer.
[[nodiscard]] std::unique_ptr<run::Observer> make_line_observer(std::ostream& err);

/// "error: ..." in kubectl's way (its own prefixes such as "Error from server" stand alone), and
/// one "hint: ..." line.
void print_error(std::ostream& err, const Error& error);
void print_warning(std::ostream& err, std::string_view text);

}  // namespace kscan::ui
