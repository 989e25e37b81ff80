"""Notebooks that do what notebooks should not, or rarely do: {name: cells}.

A cell is its source, or (source, tag). What they print must not depend on time or on the machine.
"""

AWKWARD = {
    "display_updates": (
        "from IPython.display import display\n"
        "handle = display('a', display_id='one')\n"
        "again = display({'text/plain': 'raw'}, raw=True, display_id='two')",
        "handle.update('b')\ndisplay('c', display_id='one')",
        "from IPython.display import update_display\nupdate_display('d', display_id='one')\n"
        "update_display('never shown', display_id='three')",
    ),
    "rich_outputs": (
        "from IPython.display import HTML, JSON, Markdown, SVG, Image, Latex, display\n"
        "display(HTML('<b>1</b>'), Markdown('*2*'), Latex('$3$'), JSON({'four': [4, None]}))",
        "class Both:\n"
        "    def __repr__(self): return 'plain'\n"
        "    def _repr_html_(self): return '<i>rich</i>'\n"
        "    def _repr_mimebundle_(self, **kw): return {'application/x-own': {'a': 1}}\n"
        "Both()",
        "import pandas as pd\npd.DataFrame({'人数': [1, 2], '比例': [0.5, None]})",
        "class Broken:\n    def _repr_html_(self): raise ValueError('broken')\nBroken()",
        "None",
        "'shown';",
    ),
    "error": ("x = 1", "def f():\n    return x / 0\nf()", "print('never')"),
    "error_without_words": ("raise KeyError", "1"),
    "chained_error": (
        "try:\n    {}['没有']\nexcept KeyError as error:\n    raise ValueError('两层') from error",
    ),
    "syntax_error": ("def (:",),
    "raises_exception": (("1 / 0", "raises-exception"), "print('goes on')", "_"),
    "stdin": ("input('name? ')",),
    "getpass": ("import getpass; getpass.getpass()",),
    "sys_exit": ("print('before')\nimport sys; sys.exit()", "print('goes on')"),
    "sys_exit_with_code": ("import sys; sys.exit(3)", "print('never')"),
    "quit": ("print('before'); quit()",),
    "os_exit": ("x = 1", "import os; os._exit(1)", "2"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)",),
    "threads_printing": (
        "import threading\n"
        "def say(n):\n    print(f'line {n}\\n' * 3, end='')\n"
        "for n in range(4):\n"
        "    thread = threading.Thread(target=say, args=(n,)); thread.start(); thread.join()",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, -2])))",
    ),
    "thread_that_fails": (
        "import threading\nthreading.excepthook = lambda args: print(args.exc_type.__name__)\n"
        "thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()",
    ),
    "async_cells": (
        "import asyncio\nawait asyncio.sleep(0.01)\n'waited'",
        "task = asyncio.create_task(asyncio.sleep(0.01, result='of the task'))",
        "await task",
        "async def gen():\n    for n in range(3): yield n\nprint([n async for n in gen()])",
        "print(asyncio.get_running_loop().is_running())",
        "await asyncio.gather(*(asyncio.sleep(0, n) for n in range(3)))",
    ),
    "failing_task": ("import asyncio\nasync def f(): raise LookupError('x')\nawait f()",),
    "huge_output": (
        "print('安' * 3_000_000)",
        "for n in range(20_000): print(n)",
        "'z' * 200_000",
        "list(range(5000))",
    ),
    "widgets": (
        "import ipywidgets as w\nslider = w.IntSlider(value=3, description='数')\nslider",
        "slider.value = 5\nbox = w.HBox([slider, w.Text('文')])\nbox",
        "out = w.Output()\nwith out:\n    print('caught')\nprint('free')\nout",
        "@w.interact(x=2)\ndef f(x): print('x is', x)",
    ),
    "warnings": (
        "import warnings\nwarnings.warn('first')\nwarnings.warn('first')",
        "warnings.warn('old', DeprecationWarning)",
        "import logging; logging.warning('logged'); logging.getLogger('a').error('too')",
        "warnings.simplefilter('error')\nwarnings.warn('now an error')",
    ),
    "figures": (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 3, 2]); plt.title('a')",
        "fig, ax = plt.subplots(figsize=(3, 2))\nax.bar(['x', 'y'], [1, 2])\nplt.show()",
        "fig",
        "plt.figure(); plt.figure(); None",
        "print(plt.get_backend(), plt.get_fignums())",
    ),
    "figures_without_the_magic": (
        "import matplotlib.pyplot as plt\nleft_open = plt.figure()\nplt.plot([1, 2])",
        "left_open.number",
    ),
    "figure_in_an_error": (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nraise RuntimeError('after drawing')",
    ),
    "changed_surroundings": (
        "import os, tempfile\nos.chdir(tempfile.gettempdir())\nos.environ['ANYUAN_X'] = 'set'",
        "os.getcwd() == os.path.realpath(tempfile.gettempdir()), os.environ['ANYUAN_X']",
        "import subprocess, sys\n"
        "code = 'import os; print(os.environ[\"ANYUAN_X\"])'\n"
        "subprocess.run([sys.executable, '-c', code], capture_output=True, text=True).stdout",
    ),
    "subprocess_printing": (
        "import subprocess, sys, time\n"
        "done = subprocess.run([sys.executable, '-c', 'print(1); print(2)'])\n"
        "time.sleep(0.5)",
        "!echo from the shell",
        "lines = !echo kept\nlines",
        "%%bash\necho of the magic\necho err >&2",
    ),
    "written_below_python": (
        "import os, time\nos.write(1, '直接\\n'.encode()); time.sleep(0.5)",
        "import sys\nprint('of the real stream', file=sys.__stdout__, flush=True); time.sleep(0.5)",
    ),
    "streams": (
        "import sys\nprint('out'); print('err', file=sys.stderr)",
        "print('a', end=''); sys.stdout.flush(); print('b')",
        "from IPython.display import display\nprint(1); display(2); print(3)",
        "print('\\r50%\\r100%')\nsys.stdout.write('no end')",
        "sys.stdout.isatty(), sys.stdin.read() == ''",
    ),
    "clear_output": (
        "from IPython.display import clear_output\nprint('gone'); clear_output(); print('stays')",
        "print('gone too'); clear_output(wait=True)\nprint('new')",
        "print('left alone'); clear_output(wait=True)",
        "from IPython.display import display\n"
        "h = display('x', display_id='c'); clear_output(); h.update('y'); display('z')",
    ),
    "history": ("6 * 7", "_ + 1", "_, __, Out[1], In[1]", "_i", "%history", "print(__name__)"),
    "magics": (
        "%%capture caught\nprint('held back')",
        "caught.stdout",
        "%precision 2\n3.14159",
        "%env ANYUAN_Y=1",
        "%%writefile -a /dev/null\nnothing",
        "%who_ls",
        "%nosuchmagic",
    ),
    "input_transformers": (
        "?print",
        "!!echo listed",
        "%%html\n<p>direct</p>",
        "a = 3; a?",
        "/len 'ab'",
    ),
    "no_code": ("", "   \n", "# only a remark", "pass"),
    "main_module": (
        "import __main__, sys\n__main__.x = 3\nx, sys.modules['__main__'] is __main__",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int\nP(1)",
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(1) as pool: print(pool.map(abs, [-1]))",
    ),
    "exit_handlers": ("import atexit, pathlib, os\natexit.register(print, 'at the end')", "1"),
    "own_transformers": (
        "n = 0\ndef spell(lines):\n    global n\n    n += 1\n"
        "    return [line.replace('WORD', repr('spelt')) for line in lines]\n"
        "get_ipython().input_transformers_post.append(spell)",
        "print(WORD, n)",
        "print(WORD, n)",
        "get_ipython().input_transformers_post.clear()",
        "print(WORD, n)",
    ),
    "recursion": ("def f(): return f()\ntry:\n    f()\nexcept RecursionError: print('deep')",),
    "rebinding": ("import builtins\nprint = None", "del print\nprint('back')", "len = 3\nlen"),
}

ENDLESS = {
    "endless_loop": ("print('begins', flush=True)", "while True: pass"),
    "endless_loop_that_swallows": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    "endless_in_c": ("sum(range(10**14))",),
    "endless_await": ("import asyncio\nawait asyncio.sleep(10**6)",),
}
