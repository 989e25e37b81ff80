@echo off
rem 由任务计划程序调用：出上个月的简报，逐行写日志。目录换成安园所在的目录。
chcp 65001 >nul
set LANG=zh_CN.UTF-8
set PYTHONUTF8=1
set ANYUAN_HOME=D:\anyuan
set ANYUAN_KEY_FILE=D:\anyuan-key\key
cd /d "%ANYUAN_HOME%"
for /f %%m in ('powershell -NoProfile -Command "(Get-Date).AddMonths(-1).ToString('yyyy-MM')"') do set MONTH=%%m
.venv\Scripts\python.exe -m anyuan month %MONTH% --workspace fenyang --quiet --log outputs\month.log
exit /b %ERRORLEVEL%
