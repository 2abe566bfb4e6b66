#pragma once
#include "base/error.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Reading a large JSON document in one pass: what is wanted is said as a table, and what is not
/// wanted takes no memory.
namespace kscan::report {

/// The next piece of a document, valid until the next call; empty at its end.
using ByteSource = std::function<std::string_view()>;
/// The whole text as one piece; the view must outlive the source.
[[nodiscard]] ByteSource whole(std::string_view text);

enum class Kind { null, boolean, number, text, object, array };

/// Where in a document the reader stands; whoever makes a table numbers its own from 2.
using Place = int;
inline constexpr Place elsewhere = 0;  ///< inside of something that nobody wants
inline constexpr Place root = 1;       ///< around the document

/// What is wanted of a document. Slots must outlive the table. Values of another type than said are
/// an error, null is as good as absent.
class JsonFields {
public:
  /// Any key of an object; the elements of an array have it as well.
  static constexpr std::string_view any = {};

  JsonFields& object(Place place, std::string_view key, Place inside);
  JsonFields& array(Place place, std::string_view key, Place inside);
  JsonFields& text(Place place, std::string_view key, std::string& slot);
  JsonFields&
  texts(Place place, std::string_view key, std::vector<std::string>& slot, Place inside);
  JsonFields& number(Place place, std::string_view key, double& slot);
  JsonFields& boolean(Place place, std::string_view key, bool& slot);
  /// Called when an object at `place` ends, with the key it had. The error's message is put behind
  /// the place: "Results[0] has no Target".
  using Ended = std::function<Result<>(std::string_view key)>;
  JsonFields& at_end(Place place, Ended ended);

  using Slot =
      std::variant<std::monostate, std::string*, std::vector<std::string>*, double*, bool*>;
  struct Field {
    std::string_view key;
    Kind kind = Kind::null;
    Place inside = elsewhere;
    Slot slot{};
  };
  /// Null if nobody wants the value.
  [[nodiscard]] const Field* find(Place place, std::string_view key) const noexcept;
  [[nodiscard]] const Ended* ended(Place place) const noexcept;

private:
  struct Inside {
    std::vector<Field> fields;
    Ended ended;
  };
  JsonFields& add(Place place, Field field);
  Inside& inside(Place place);
  std::vector<Inside> m_places;
};

/// Reads a document to its end. Every failure is Errc::protocol and names its place:
/// "Results[0].Vulnerabilities[3].Severity is a number, not a string", "it is not JSON at byte 7".
[[nodiscard]] Result<> read_json(const ByteSource& source, const JsonFields& fields);

}  // namespace kscan::report
