#pragma once

namespace kscan::render {

/// What is not in the report but changes how it looks.
struct Style {
  int columns = 0;  ///< 0: not a terminal, nothing is cut
  bool color = false;
  bool show_suppressed = false;  ///< list what is not counted, with the reason
  bool headers = true;           ///< of tables
};

}  // namespace kscan::render
