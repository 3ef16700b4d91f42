// Exit status 0 when the compiler destroys each temporary of a co_await expression exactly once.
#include <coroutine>
#include <exception>
#include <utility>

static int alive = 0;
struct Counted {
  Counted() { ++alive; }
  Counted(const Counted&) { ++alive; }
  Counted(Counted&&) noexcept { ++alive; }
  ~Counted() { --alive; }
};
struct Aggregate {
  Counted member;
  int number = 0;
};
struct Task {
  struct promise_type {
    std::coroutine_handle<> continuation;
    Task get_return_object() {
      return Task{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct Final {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> handle) noexcept {
        if (handle.promise().continuation) handle.promise().continuation.resume();
      }
      void await_resume() noexcept {}
    };
    Final final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  explicit Task(std::coroutine_handle<promise_type> h) : handle(h) {}
  Task(Task&& other) noexcept : handle(std::exchange(other.handle, {})) {}
  ~Task() {
    if (handle) handle.destroy();
  }
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> continuation) {
    handle.promise().continuation = continuation;
    handle.resume();
  }
  void await_resume() {}
  std::coroutine_handle<promise_type> handle;
};
Task takes(Aggregate value) {
  (void)value;
  co_return;
}
Task root() { co_await takes(Aggregate{Counted{}, 1}); }
int main() {
  {
    Task task = root();
    task.handle.resume();
  }
  return alive == 0 ? 0 : 1;
}
